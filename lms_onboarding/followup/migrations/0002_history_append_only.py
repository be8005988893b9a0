"""The history of a case is refused any rewriting by the database itself; a note alone may be emptied."""

import django.db.models.deletion
from django.db import migrations, models

from lms_onboarding.common.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("lmso_followup", "0001_cases")]

    operations = [
        migrations.AlterField(
            model_name="action",
            name="alert",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="actions",
                to="lmso_followup.alert",
                verbose_name="alerte",
            ),
        ),
        AppendOnly("Action", blankable=["note"]),
    ]
