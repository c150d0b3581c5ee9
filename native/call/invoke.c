#include "call/invoke.h"

#include "call/function.h"
#include "call/gate.h"
#include "call/output.h"
#include "call/stack.h"
#include "call/times.h"
#include "platform/fork.h"
#include "python/borrow.h"
#include "python/error.h"
#include "python/handle.h"

/* Memory of an array that Python holds too is not freed with its handle: the worker need not hurry for it. */
static void invoke_mark_shared(glue_invocation *invocation)
{
    for (int64_t i = 0; i < invocation->output_count; i++) {
        handle *held = invocation->outputs[i].obj;
        if (held && borrow_is_shared(held->object)) held->bytes = 0;
    }
}

static int32_t invoke_python(void *arg)
{
    invoke_call *c = arg;
    glue_invocation *invocation = c->invocation;
    PyObject *arrays[GLUE_INPUTS_MOST]; /* own: borrow_end_nd */
    PyObject *returned = NULL;          /* own */
    int64_t count = 0;
    times_python(invocation->times);
    handle_drain(HANDLE_DRAIN_PER_CALL + 2 * (int32_t)invocation->several);
    while (count < invocation->input_count && (arrays[count] = borrow_begin_nd(&invocation->inputs[count]))) count++;
    if (count == invocation->input_count) returned = function_call_with(c->func, c->func->held.object, arrays, count);
    fork_exit_child(!returned);
    int32_t status = returned ? output_read(returned, invocation, c->err) : error_from_python(c->err);
    py.Py_DecRef(returned);
    invoke_mark_shared(invocation);
    /* Result and exception are gone: what holds an array now retains it. In order: what runs because one array is
     * released may still retain those after it. */
    for (int64_t i = 0; i < count; i++)
        invocation->retained[i] = borrow_end_nd(arrays[i], &invocation->inputs[i]); /* own: glue_lease */
    times_end(invocation->times);
    return status;
}

/* The elements of all inputs together, for the gate's timings: at least 1. */
static int64_t invoke_size(const glue_invocation *invocation)
{
    uint64_t all = 1;
    for (int64_t i = 0; i < invocation->input_count; i++) {
        uint64_t size = 1;
        for (int d = 0; d < invocation->inputs[i].ndim; d++) size *= (uint64_t)invocation->inputs[i].shape[d];
        all += size;
    }
    return all && all <= INT64_MAX ? (int64_t)all : INT64_MAX;
}

int32_t invoke_run(void *call)
{
    invoke_call *c = call;
    gate_pass pass;
    int32_t status = GLUE_E_LIMIT;
    times_begin(c->invocation->times);
    if (!gate_enter(&pass, c->func->timings, invoke_size(c->invocation), c->invocation->limit)) {
        status = stack_run_python(invoke_python, c, c->invocation->limit, c->err);
        gate_leave(&pass);
    }
    times_end(c->invocation->times);
    return status;
}
