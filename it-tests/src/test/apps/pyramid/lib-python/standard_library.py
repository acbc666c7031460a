"""What Debian's WebOb and setuptools need of the standard library and Python 3.12, or GraalPy, does not have."""
import binascii
import io
import pkgutil
import quopri

# gone with Python 3.12; setuptools before release 67.3 registers it
if not hasattr(pkgutil, "ImpImporter"):
    pkgutil.ImpImporter = type("ImpImporter", (), {})


def a2b_qp(data, header=False):
    """Decode quoted-printable text as quopri does in Python alone."""
    decoded = io.BytesIO()
    quopri.decode(io.BytesIO(data.encode("ascii") if isinstance(data, str) else data), decoded, header)
    return decoded.getvalue()


# WebOb looks it up at every form
if not hasattr(binascii, "a2b_qp"):
    binascii.a2b_qp = a2b_qp
