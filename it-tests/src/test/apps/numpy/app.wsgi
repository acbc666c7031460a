"""Linear algebra by NumPy: /svd takes a matrix in JSON, /product multiplies matrices that it makes."""
import json
from urllib.parse import parse_qs

import numpy


def application(environ, start_response):
    try:
        answer = {"/svd": svd, "/product": product}[environ["PATH_INFO"]](environ)
        status = "200 OK"
    except KeyError:
        answer, status = {"error": "no such page"}, "404 Not Found"
    except (ValueError, numpy.linalg.LinAlgError) as error:
        answer, status = {"error": str(error)}, "400 Bad Request"
    start_response(status, [("Content-Type", "application/json")])
    return [json.dumps(answer).encode()]


def svd(environ):
    """The singular values, and how far from the matrix the product of its factors is."""
    matrix = numpy.array(json.loads(environ["wsgi.input"].read()), dtype=float)
    left, values, right = numpy.linalg.svd(matrix, full_matrices=False)
    return {"values": values.tolist(), "error": float(abs(left @ numpy.diag(values) @ right - matrix).max())}


def product(environ):
    """The trace and the sum of A @ A.T, where A holds the numbers from 0 on, row by row."""
    size = int(parse_qs(environ["QUERY_STRING"])["size"][0])
    matrix = numpy.arange(size * size, dtype=float).reshape(size, size)
    result = matrix @ matrix.T
    return {"trace": result.trace(), "sum": result.sum(), "threads": environ["wsgi.multithread"]}
