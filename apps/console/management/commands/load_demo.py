from apps.console.population.demo import load_demo
from apps.core.commands import PortalCommand, Progress


class Command(PortalCommand):
    help = "Fill an empty portal with reference data, made-up people and the people of the demonstration."

    def handle(self, **options):
        with Progress("Demonstration", 1) as progress:
            is_new = load_demo(progress=progress.show)
        if is_new:
            self.stdout.write("The demonstration is loaded.")
        else:
            self.stdout.write("The demonstration is here already: nothing was changed.")
