#!/usr/bin/python3
"""Writes the values of PyTorch that the tests compare with, as JSON files beside this script.

    /usr/bin/python3 pytorch_values.py          (Debian 12: apt install python3-torch)

Inputs (weights, x, initial states, the fixed gradients d_*) are 32-bit floats, printed so that reading them as 32-bit floats gives the
same bits. PyTorch computes in 64 bits from exactly these numbers; its results are printed with 12 digits. So an engine in float and an
engine in double can both be compared.

Recurrent cases: the loss is sum(y * d_out) + sum(hn * d_hn) [+ sum(cn * d_cn)]; "grad.NAME" is its derivative. Layout as PyTorch's:
x [T, B, I], y [T, B, D * O], h0, hn [layers * D, B, O], c0, cn [layers * D, B, H], weight_ih_l0 [gates * H, I], weight_hh_l0 [gates * H, O],
weight_hr_l0 [O, H] with a projection, two biases; "_reverse" for the second direction. D directions; O is H, or the projection's size.
Rows with lengths are packed without sorting; what stands behind their ends is as random as the rest.
"""
import json
import pathlib

import torch

FOLDER = pathlib.Path(__file__).resolve().parent
DIGITS = 12


class Draw:
    """Distinct random 32-bit floats: no two inputs of a case are equal, so that no mix-up of gates, rows or layers goes unnoticed."""

    def __init__(self, seed):
        self.generator = torch.Generator().manual_seed(seed)
        self.seen = set()

    def __call__(self, *shape, scale=1.0):
        values = torch.empty(shape, dtype=torch.float32).reshape(-1)
        for i in range(values.numel()):
            value = None
            while value is None or value in self.seen:
                value = ((torch.rand(1, generator=self.generator) * 2 - 1) * scale).item()
            self.seen.add(value)
            values[i] = value
        return values.reshape(shape).double()


def exact(tensor):
    """A tensor of 32-bit floats, printed with the fewest digits that read back as the same 32-bit float."""
    flat = tensor.detach().reshape(-1)
    assert torch.equal(flat.float().double(), flat)
    return {"shape": list(tensor.shape), "data": [shortest(v) for v in flat.tolist()]}


def shortest(value):
    for digits in range(1, 10):
        text = f"{value:.{digits}g}"
        if torch.tensor(float(text), dtype=torch.float32).item() == value:
            return float(text)
    raise ValueError(value)


def rounded(tensor):
    return {"shape": list(tensor.shape), "data": [float(f"{v:.{DIGITS}g}") for v in tensor.detach().reshape(-1).tolist()]}


def write(name, content):
    text = json.dumps(content, separators=(",", ":"))
    # One tensor a line keeps differences readable.
    text = text.replace('"},"', '"},\n"').replace(']},"', ']},\n"')
    (FOLDER / f"{name}.json").write_text(text + "\n")


def recurrent(cell, layers, T, B, I, H, seed, bidirectional=False, projection=0, lengths=None, title=None):
    draw = Draw(seed)
    kind = {"rnn_tanh": torch.nn.RNN, "rnn_relu": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[cell]
    options = {"nonlinearity": cell[4:]} if cell.startswith("rnn") else {}
    options.update({"bidirectional": True} if bidirectional else {})
    options.update({"proj_size": projection} if projection else {})
    blocks, out = layers * (2 if bidirectional else 1), projection or H
    network = kind(I, H, layers, **options).double()
    inputs = {}
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            inputs[name] = draw(*parameter.shape, scale=0.9 if H < 10 else 0.5)
            parameter.copy_(inputs[name])
    states = ["h", "c"] if cell == "lstm" else ["h"]
    inputs["x"] = draw(T, B, I)
    for s in states:
        inputs[f"{s}0"] = draw(blocks, B, out if s == "h" else H)
    inputs["d_out"] = draw(T, B, out * blocks // layers)
    for s in states:
        inputs[f"d_{s}n"] = draw(blocks, B, out if s == "h" else H)

    leaves = dict(network.named_parameters())
    for name in ["x"] + [f"{s}0" for s in states]:
        leaves[name] = inputs[name].clone().requires_grad_()
    initial = (leaves["h0"], leaves["c0"]) if cell == "lstm" else leaves["h0"]
    if lengths is None:
        y, final = network(leaves["x"], initial)
    else:
        packed = torch.nn.utils.rnn.pack_padded_sequence(leaves["x"], lengths, enforce_sorted=False)
        y, final = network(packed, initial)
        y, _ = torch.nn.utils.rnn.pad_packed_sequence(y, total_length=T)
    results = {"y": y}
    results.update(zip([f"{s}n" for s in states], final if cell == "lstm" else [final]))
    loss = sum((value * inputs["d_out" if name == "y" else f"d_{name}"]).sum() for name, value in results.items())
    loss.backward()
    results["loss"] = loss
    results.update({f"grad.{name}": leaf.grad for name, leaf in leaves.items()})

    head = {"cell": cell, "layers": layers, "T": T, "B": B, "I": I, "H": H}
    if title is not None:
        head.update({"bidirectional": bidirectional, "projection": projection, "lengths": lengths or []})
    name = title or f"{cell}_{layers}layer_h{H}"
    write(name, {
        "name": name, "torch": torch.__version__, **head,
        "inputs": {k: exact(v) for k, v in inputs.items()},
        "results": {k: rounded(v) for k, v in results.items()},
    })


def recurrent_options():
    size = {"T": 5, "B": 4, "I": 4, "H": 5}
    unsorted = [3, 5, 1, 4]
    for number, cell in enumerate(["rnn_tanh", "rnn_relu", "lstm", "gru"]):
        recurrent(cell, 2, **size, seed=400 + number, bidirectional=True, title=f"options_{cell}_bidirectional")
        recurrent(cell, 2, **size, seed=410 + number, bidirectional=True, lengths=unsorted, title=f"options_{cell}_bidirectional_packed")
        recurrent(cell, 2, **size, seed=420 + number, lengths=unsorted, title=f"options_{cell}_packed")
    recurrent("lstm", 1, **size, seed=430, lengths=[5, 4, 2, 2], title="options_lstm_packed_sorted")
    recurrent("lstm", 2, **size, seed=431, projection=3, title="options_lstm_projection")
    recurrent("lstm", 2, **size, seed=432, projection=3, bidirectional=True, title="options_lstm_projection_bidirectional")
    recurrent("lstm", 2, **size, seed=433, projection=3, bidirectional=True, lengths=unsorted, title="options_lstm_projection_bidirectional_packed")


def optimizers(count=19, steps=10, seed=77):
    draw = Draw(seed)
    start = draw(count)
    gradients = draw(steps, count)
    # Gradients of very different size, as training has them.
    gradients = (gradients * torch.logspace(-3, 1, count)).float().double()
    rates = [0.1, 0.1, 0.05, 0.05, 0.02, 0.1, 0.1, 0.05, 0.02, 0.01]
    cases = [
        ("sgd", torch.optim.SGD, {}),
        ("sgd", torch.optim.SGD, {"momentum": 0.9}),
        ("sgd", torch.optim.SGD, {"momentum": 0.9, "nesterov": True}),
        ("sgd", torch.optim.SGD, {"momentum": 0.8, "weight_decay": 0.1}),
        ("rmsprop", torch.optim.RMSprop, {"alpha": 0.99, "eps": 1e-8}),
        ("rmsprop", torch.optim.RMSprop, {"alpha": 0.9, "eps": 1e-4, "momentum": 0.9, "weight_decay": 0.1}),
        ("adam", torch.optim.Adam, {"betas": (0.9, 0.999), "eps": 1e-8}),
        ("adam", torch.optim.Adam, {"betas": (0.8, 0.95), "eps": 1e-4, "weight_decay": 0.1}),
        ("adamw", torch.optim.AdamW, {"betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.01}),
        ("adamw", torch.optim.AdamW, {"betas": (0.8, 0.95), "eps": 1e-4, "weight_decay": 0.5}),
    ]
    written = []
    for name, kind, options in cases:
        parameter = torch.nn.Parameter(start.clone())
        optimizer = kind([parameter], lr=rates[0], **options)
        after = []
        for step in range(steps):
            optimizer.param_groups[0]["lr"] = rates[step]
            parameter.grad = gradients[step].clone()
            optimizer.step()
            after.append(parameter.detach().clone())
        numbers = {k: float(v) for k, v in options.items() if k != "betas"}
        if "betas" in options:
            numbers["beta1"], numbers["beta2"] = options["betas"]
        written.append({"optimizer": name, "options": numbers, "parameters": rounded(torch.stack(after))})
    write("optimizers", {
        "torch": torch.__version__, "learningRates": rates,
        "start": exact(start), "gradients": exact(gradients), "cases": written,
    })


if __name__ == "__main__":
    torch.set_num_threads(1)
    for number, cell in enumerate(["rnn_tanh", "rnn_relu", "lstm", "gru"]):
        recurrent(cell, 1, T=5, B=3, I=4, H=5, seed=100 + number)
        recurrent(cell, 2, T=5, B=3, I=4, H=5, seed=200 + number)
        recurrent(cell, 2, T=7, B=4, I=6, H=19, seed=300 + number)
    recurrent_options()
    optimizers()
