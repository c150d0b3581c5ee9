// A Python module in C++ that gives up the GIL, and has a thread of its own that takes it: as pybind11's users do.
#include <pybind11/pybind11.h>

#include <thread>

namespace py = pybind11;

static py::list detect(const py::sequence &data)
{
    py::list positions;
    size_t size = data.size();
    py::gil_scoped_release released;
    std::thread([&] {
        py::gil_scoped_acquire acquired;
        for (size_t i = 0; i < size; i++)
            if (data[i].cast<double>() > 100) positions.append(i);
    }).join();
    py::gil_scoped_acquire acquired;
    return positions;
}

PYBIND11_MODULE(uses_pybind11, module) { module.def("detect", &detect); }
