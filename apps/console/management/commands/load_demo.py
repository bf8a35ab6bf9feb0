from apps.console.population.demo import load_demo
from apps.core.commands import PortalCommand


class Command(PortalCommand):
    help = "Fill an empty portal with reference data, made-up people and the people of the demonstration."

    def handle(self, **options):
        if load_demo():
            self.stdout.write("The demonstration is loaded.")
        else:
            self.stdout.write("The demonstration is here already: nothing was changed.")
