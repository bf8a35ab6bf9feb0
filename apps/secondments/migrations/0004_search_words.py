from django.db import migrations

# What is there is saved once more, so that its words are known.
TRIGGER = """
    CREATE TRIGGER words_are_known AFTER INSERT OR UPDATE OF title, search_text ON secondments_opportunity
        FOR EACH ROW EXECUTE FUNCTION learn_words();
    UPDATE secondments_opportunity SET title = title;
"""


class Migration(migrations.Migration):
    dependencies = [("secondments", "0003_talent_search"), ("core", "0006_search_words")]
    operations = [migrations.RunSQL(TRIGGER, "DROP TRIGGER words_are_known ON secondments_opportunity")]
