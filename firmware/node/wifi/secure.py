"""TLS: the server must have a valid certificate of the authority in a file on this board."""

from binascii import a2b_base64

import tls

from wifi import Failed


def wrap(line, file: str, host: str):  # type: ignore[no-untyped-def]
    """Return the line with TLS around it; Failed says what is wrong with a certificate."""
    context = tls.SSLContext(tls.PROTOCOL_TLS_CLIENT)
    context.verify_mode = tls.CERT_REQUIRED  # type: ignore[attr-defined]
    try:
        context.load_verify_locations(authority(file))
        return context.wrap_socket(line, server_hostname=host)
    except ValueError as error:
        reason = " ".join(str(error).split())
        raise Failed("TLS with %s: %s" % (host, reason))  # noqa: B904


def authority(file: str) -> bytes:
    """Return the certificate in a file, PEM or DER, as DER: boards need not know PEM."""
    try:
        with open(file, "rb") as opened:
            content = opened.read()
    except OSError:
        raise Failed("there is no file %s on this board: check mqtt.ca" % file)  # noqa: B904
    parts = content.split(b"-----")
    return a2b_base64(parts[2]) if len(parts) > 2 else content
