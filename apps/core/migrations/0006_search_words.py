import django.contrib.postgres.indexes
from django.db import migrations, models

# For the tables that are searched: each row's words, those with a number in them left out.
LEARN = r"""
    CREATE FUNCTION learn_words() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO core_searchword (word)
        SELECT DISTINCT said.word
        FROM regexp_split_to_table(lower(NEW.title || ' ' || NEW.search_text), '[^[:alnum:]]+') AS said (word)
        WHERE length(said.word) BETWEEN 2 AND 60 AND said.word !~ '\d'
        AND NOT EXISTS (SELECT FROM core_searchword known WHERE known.word = said.word)
        ORDER BY said.word
        ON CONFLICT DO NOTHING;
        RETURN NULL;
    END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0005_upload_never_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("word", models.TextField(primary_key=True, serialize=False)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["word"], name="search_word_typing_errors", opclasses=["gin_trgm_ops"]
                    )
                ],
            },
        ),
        migrations.RunSQL(LEARN, "DROP FUNCTION learn_words()"),
    ]
