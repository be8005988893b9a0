"""The HTML around and inside a message: tables and inline styles, as mail programs want them, from the approved model.

Readable without pictures, at 320 px, in dark mode, and in Outlook. Every colour is repeated by a class that dark mode
overrides. Names of styles follow the page from top to bottom.
"""

from typing import Final

SANS: Final = "font-family:'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
SUN: Final = "#ffc94d"
INK: Final = "#10292e"
SOFT: Final = "#47605f"
LINK: Final = "#0b5563"
RULE: Final = "border-bottom:1px solid #d2dcd9"

_STYLES: Final = (
    ":root{color-scheme:light dark}"
    "@media (max-width:620px){"
    ".pad{padding-left:24px !important;padding-right:24px !important}"
    ".btn,.btn a{display:block !important}.btn tbody,.btn tr,.btn td{display:block !important}"
    ".half{display:block !important;width:100% !important;box-sizing:border-box;"
    "padding-left:0 !important;padding-right:0 !important}"
    "h1{font-size:28px !important}"
    "}"
    "@media (max-width:400px){"
    ".term,.text{display:block !important;width:100% !important;box-sizing:border-box;padding-right:0 !important}"
    ".term{padding-bottom:0 !important;border-bottom:0 !important}.text{padding-top:2px !important}"
    "}"
    "@media (prefers-color-scheme:dark){"
    ".ground{background:#0a181b !important}.paper{background:#11252a !important}"
    ".ink{color:#e9f1ef !important}.soft{color:#a9c0bf !important}"
    ".letter{background:#2c2710 !important}.rule{border-color:#27434a !important}.lk{color:#7cd3da !important}"
    "}"
)

HEAD: Final = (
    '<!DOCTYPE html>\n<html lang="fr" xmlns:o="urn:schemas-microsoft-com:office:office">\n<head>\n'
    '<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    '<meta name="color-scheme" content="light dark">\n<meta name="supported-color-schemes" content="light dark">\n'
    '<meta name="format-detection" content="telephone=no, date=no, address=no">\n<title>{subject}</title>\n'
    "<!--[if mso]><xml><o:OfficeDocumentSettings><o:PixelsPerInch>96</o:PixelsPerInch>"
    "</o:OfficeDocumentSettings></xml>"
    "<style>td,th,a,h1,h2,p,li{{font-family:Arial,sans-serif !important}}</style><![endif]-->\n"
    f"<style>{_STYLES.replace('{', '{{').replace('}', '}}')}</style>\n</head>\n"
    '<body class="ground" style="margin:0;padding:0;background:#f3f6f4;-webkit-text-size-adjust:100%">\n'
    '<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">{preheader}</div>\n'
    '<div role="main" lang="fr">\n'
    '<table role="presentation" class="ground" width="100%" cellpadding="0" cellspacing="0" border="0" '
    'style="background:#f3f6f4"><tr><td align="center" style="padding:24px 12px">\n'
    '<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td>'
    "<![endif]-->\n"
    '<table role="presentation" class="paper" width="100%" cellpadding="0" cellspacing="0" border="0" '
    f'style="max-width:600px;background:#ffffff;border-radius:16px;overflow:hidden;{SANS}">\n'
)
TAIL: Final = "</table>\n<!--[if mso]></td></tr></table><![endif]-->\n</td></tr></table>\n</div>\n</body>\n</html>\n"

# The hero panel: the same colours in both modes.
HERO_OPEN: Final = (
    '<tr><td class="pad" bgcolor="#0b4a57" style="background:#0b4a57;padding:32px 40px 36px;text-align:left">\n'
)
BRAND: Final = '<p style="margin:0 0 28px;font-size:15px;line-height:20px;font-weight:bold;color:#ffffff">{}</p>\n'
TITLE: Final = (
    '<h1 style="margin:0;font-size:34px;line-height:1.14;letter-spacing:-0.8px;font-weight:bold;color:#ffffff">'
    "{}</h1>\n"
)
HERO_STRONG: Final = f'<span style="color:{SUN}">{{}}</span>'
LEAD: Final = '<p style="margin:14px 0 0;font-size:17px;line-height:26px;color:#c7e3e5">{}</p>\n'
BUTTON: Final = (
    '<table role="presentation" class="btn" cellpadding="0" cellspacing="0" border="0" style="margin:26px 0 0"><tr>'
    f'<td bgcolor="{SUN}" style="border-radius:12px;background:{SUN}"><a href="{{address}}" '
    'style="display:inline-block;padding:14px 24px;font-size:16px;line-height:20px;font-weight:bold;color:#2c2000;'
    'text-decoration:none;text-align:center">{label}</a></td></tr></table>\n'
)

# The sections below it.
SECTION_OPEN: Final = f'<tr><td class="pad ink" style="padding:32px 40px 0;color:{INK};text-align:left">\n'
CELL_CLOSE: Final = "</td></tr>\n"
HEADING: Final = '<h2 style="margin:0 0 12px;font-size:20px;line-height:26px;letter-spacing:-0.3px">{}</h2>\n'
PARAGRAPH: Final = '<p style="margin:{top} 0 0;font-size:16px;line-height:25px">{text}</p>\n'
LETTER: Final = (
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr>'
    '<td class="letter ink" bgcolor="#fff4d6" style="background:#fff4d6;border-radius:12px;padding:22px 24px;'
    f'font-size:17px;line-height:26px;color:{INK}">{{}}</td></tr></table>\n'
)
SIGNATURE: Final = '<br><b style="font-size:14px;line-height:28px">{}</b>'
REMARK: Final = f'<br><span class="soft" style="font-size:14px;color:{SOFT}">{{}}</span>'
LIST: Final = '<{tag} style="margin:{top} 0 0;padding:0 0 0 22px;font-size:16px;line-height:25px">{items}</{tag}>\n'
ITEM: Final = '<li style="margin:0 0 6px">{}</li>'

TABLE: Final = (
    '<table {role}width="100%" cellpadding="0" cellspacing="0" border="0" '
    'style="margin:{top} 0 0;font-size:15px;line-height:22px;border-collapse:collapse">{rows}</table>\n'
)
ROW: Final = (
    '<tr><th scope="row" align="left" valign="top" class="term rule" '
    'style="padding:10px 16px 10px 0;width:36%;{rule}">'
    '{term}</th><td valign="top" class="text rule" style="padding:10px 0;{rule}">{text}</td></tr>'
)
LINK_ROW: Final = '<tr><td class="rule" style="padding:12px 0;font-size:16px;line-height:24px;{rule}">{text}</td></tr>'
CONTACTS: Final = (
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" '
    'style="font-size:15px;line-height:23px">{rows}</table>\n'
)
CONTACT: Final = '<td class="half" valign="top" width="50%" style="padding:0 12px 16px 0">{}</td>'
ANCHOR: Final = f'<a class="lk" href="{{href}}" style="color:{LINK}">{{text}}</a>'
HERO_ANCHOR: Final = '<a href="{href}" style="color:#ffffff">{text}</a>'

FOOTER_OPEN: Final = '<tr><td class="pad" style="padding:28px 40px 36px;text-align:left">\n'
FOOTER: Final = f'<p class="soft" style="margin:0 0 8px;font-size:14px;line-height:22px;color:{SOFT}">{{}}</p>\n'
