"""Serves a detector over gRPC on 127.0.0.1: on the given port, or on a free one, which it prints.

    python3 grpc_server.py FOLDER_OF_MODULE MODULE FUNCTION [PORT]

Reads detection.pb, which protoc makes from detection.proto, beside this file. Ends when standard input is closed.
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

import grpc
import numpy as np
from google.protobuf import descriptor_pb2, message_factory

sys.path.append(sys.argv[1])
detector = getattr(import_module(sys.argv[2]), sys.argv[3])

THREADS = 4
OPTIONS = [
    ("grpc.max_receive_message_length", -1),
    ("grpc.max_send_message_length", -1),
    ("grpc.http2.lookahead_bytes", 16 << 20),  # bytes that a client may send before they are acknowledged
]

described = descriptor_pb2.FileDescriptorSet.FromString(Path(__file__).with_name("detection.pb").read_bytes())
messages = message_factory.GetMessages(described.file)
Series, Positions, Nothing = (messages["outliers.bench." + name] for name in ("Series", "Positions", "Nothing"))


def detect(series, context):
    data = np.fromiter(series.values, np.float64, len(series.values))  # faster than np.array
    return Positions(positions=detector(data).tolist())


def ping(nothing, context):
    return nothing


def method(function, request, reply):
    return grpc.unary_unary_rpc_method_handler(function, request.FromString, reply.SerializeToString)


def main():
    server = grpc.server(ThreadPoolExecutor(THREADS), options=OPTIONS)
    methods = {"Detect": method(detect, Series, Positions), "Ping": method(ping, Nothing, Nothing)}
    server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler("outliers.bench.Detection", methods)])
    if len(sys.argv) > 4:
        server.add_insecure_port("127.0.0.1:" + sys.argv[4])
        server.start()
    else:
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        print(port, flush=True)
    sys.stdin.read()
    server.stop(grace=None)


main()
