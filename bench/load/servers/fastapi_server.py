"""Serves outliers.detect by FastAPI: uvicorn fastapi_server:app.

Coroutines save FastAPI's thread pool, and JSONResponse its encoder.
"""

from typing import List

import numpy as np
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from outliers import detect

app = FastAPI()


class Series(BaseModel):
    values: List[float]


@app.post("/json")
async def from_json(series: Series):
    return JSONResponse({"outliers": detect(np.array(series.values)).tolist()})


@app.post("/raw")
async def from_bytes(request: Request):
    return JSONResponse({"outliers": detect(np.frombuffer(await request.body())).tolist()})
