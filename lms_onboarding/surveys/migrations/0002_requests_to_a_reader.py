"""A restricted answer says whether it asks for a contact, and whether its reader made it."""

from typing import Any

from django.db import migrations, models


def keep_requests(apps: Any, _editor: Any) -> None:
    """Requests sent before still wait."""
    rows = apps.get_model("lmso_surveys", "RestrictedAnswer").objects
    rows.filter(question="needs_adjustment_call", value__in=("call", "mail")).update(asks=True)


class Migration(migrations.Migration):
    dependencies = [
        ("lmso_surveys", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="restrictedanswer",
            name="asks",
            field=models.BooleanField(default=False, verbose_name="demande un contact"),
        ),
        migrations.AddField(
            model_name="restrictedanswer",
            name="handled_at",
            field=models.DateTimeField(null=True, verbose_name="contact pris le"),
        ),
        migrations.RunPython(keep_requests, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="restrictedanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("asks", False), ("submitted_at__isnull", False), _connector="OR"),
                name="request_to_a_reader_was_sent",
            ),
        ),
    ]
