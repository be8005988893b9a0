"""Run by another Python, in an environment that holds `canaille` and nothing of ours: a real identity provider.

    python identity_provider.py PORT RETURN_ADDRESS PASSWORD

Its people all have that password. Their department says what it vouches for: their address is
verified, « false » in words, or nothing is said of it.
"""

import logging
import sys
from datetime import UTC, datetime

import canaille  # type: ignore[import-not-found]
from canaille.app import models  # type: ignore[import-not-found]
from canaille.backends import Backend  # type: ignore[import-not-found]
from joserfc.jwk import RSAKey  # type: ignore[import-not-found]
from werkzeug.serving import make_server  # type: ignore[import-not-found]

PEOPLE = {"karim": "true", "nadia": "true", "hugo": "false", "solene": "", "inconnue": "true"}


def main(port: int, return_address: str, password: str) -> None:
    logging.disable()
    app = canaille.create_app(
        {
            "SECRET_KEY": "of a test",
            "WTF_CSRF_ENABLED": True,
            "CANAILLE": {"DATABASE": "memory", "SMTP": None},
            "CANAILLE_OIDC": {
                "REQUIRE_NONCE": False,
                "ACTIVE_JWKS": [RSAKey.generate_key(2048).as_dict(private=True)],
            },
        }
    )
    # its claims are templates over the person; this one is not in its default list
    app.config["CANAILLE_OIDC"]["USERINFO_MAPPING"]["EMAIL_VERIFIED"] = "{{ user.department or '' }}"
    with app.app_context(), Backend.instance.session():
        for name, verified in PEOPLE.items():
            user = models.User(user_name=name, family_name=name, formatted_name=name, department=verified)
            user.emails, user.password = [f"{name}@exemple.fr"], password
            Backend.instance.save(user)
        client = models.Client(
            client_id="lms",
            client_secret="secret",
            client_name="LMS",
            client_uri="http://127.0.0.1",
            redirect_uris=[return_address],
            grant_types=["authorization_code"],
            response_types=["code"],
            scope=["openid", "profile", "email"],
            token_endpoint_auth_method="client_secret_post",
            client_id_issued_at=datetime.now(UTC),
        )
        Backend.instance.save(client)
        client.audience = [client]
        Backend.instance.save(client)
        make_server("127.0.0.1", port, app, threaded=True).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:4])
