from django.db import migrations


# What is there is saved once more, so that its words are known.
TRIGGER = """
    CREATE TRIGGER words_are_known AFTER INSERT OR UPDATE OF title, search_text ON qualifications_qualification
        FOR EACH ROW EXECUTE FUNCTION learn_words();
    UPDATE qualifications_qualification SET title = title;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("qualifications", "0009_unit_capabilities"),
        ("core", "0006_search_words"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="qualification",
            name="qualification_typing_errors",
        ),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER words_are_known ON qualifications_qualification"),
    ]
