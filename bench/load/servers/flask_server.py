"""Serves outliers.detect by Flask: gunicorn flask_server:app."""

import numpy as np
from flask import Flask, jsonify, request

from outliers import detect

app = Flask(__name__)


@app.post("/json")
def from_json():
    return jsonify(outliers=detect(np.array(request.get_json()["values"], dtype=np.float64)).tolist())


@app.post("/raw")
def from_bytes():
    return jsonify(outliers=detect(np.frombuffer(request.get_data())).tolist())
