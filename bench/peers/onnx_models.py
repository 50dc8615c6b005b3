#!/usr/bin/python3
"""Writes one LSTM layer as ONNX for every width: onnx_models.py FOLDER WIDTH..."""
import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def lstm(hidden):
    """X [T, 1, H], h [1, 1, H], c [1, 1, H] to Y, the states after; weights uniform as PyTorch starts them."""
    random = np.random.default_rng(1)

    def weight(name, *shape):
        return numpy_helper.from_array((random.uniform(-1, 1, shape) / np.sqrt(hidden)).astype(np.float32), name)

    def value(name, *shape):
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

    node = helper.make_node("LSTM", ["x", "w", "r", "b", "", "h", "c"], ["y", "h_after", "c_after"], hidden_size=hidden)
    states = [value("h", 1, 1, hidden), value("c", 1, 1, hidden)]
    graph = helper.make_graph(
        [node], "lstm", [value("x", "time", 1, hidden), *states],
        [value("y", "time", 1, 1, hidden), value("h_after", 1, 1, hidden), value("c_after", 1, 1, hidden)],
        [weight("w", 1, 4 * hidden, hidden), weight("r", 1, 4 * hidden, hidden), weight("b", 1, 8 * hidden)])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model


if __name__ == "__main__":
    for width in sys.argv[2:]:
        onnx.save(lstm(int(width)), str(pathlib.Path(sys.argv[1]) / f"lstm-{width}.onnx"))
