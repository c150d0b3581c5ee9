/* The exports, and the one story of a call: call_run(). */
#include "glue.h"

#include "call/function.h"
#include "call/gate.h"
#include "call/invoke.h"
#include "call/result.h"
#include "call/stack.h"
#include "call/times.h"
#include "platform/fork.h"
#include "python/borrow.h"
#include "python/error.h"
#include "python/gil.h"
#include "python/handle.h"
#include "python/interrupt.h"
#include "python/lease.h"
#include "python/start.h"

/* One call of a function, on one array or many. detect() is a call with one array that never uses `many`. */
typedef struct call {
    glue_func *func; /* borrow */
    glue_many *many; /* borrow */
    positions all;
    int64_t size; /* of all arrays together */
    int is_single;
    glue_error *err; /* borrow */
} call;

/* The function is called with one array. */
static int32_t call_one(call *c, int64_t i)
{
    const glue_array *values = &c->many->arrays[i];
    PyObject *array = borrow_begin(values);                                                  /* own */
    PyObject *returned = array ? function_call(c->func, c->func->held.object, array) : NULL; /* own */
    fork_exit_child(!returned);
    int32_t status = returned ? result_read(returned, values, &c->all, c->err) : error_from_python(c->err);
    py.Py_DecRef(returned);
    /* Result and exception are gone, and no Python code runs from here on: what holds the array now retains it. */
    c->many->retained[i] = borrow_end(array, values); /* own: glue_lease */
    return status;
}

static int32_t call_each(call *c)
{
    glue_many *many = c->many;
    int32_t status = GLUE_OK;
    for (int64_t i = 0; i < many->count && !status; i++) {
        if (many->arrays[i].size) status = call_one(c, i);
        if (status) many->failed = i;
        many->ends[i] = c->all.size;
    }
    return status;
}

/* A list of the arrays that are not empty; own. many->retained holds them too. NULL with a Python error pending. */
static PyObject *call_list(glue_many *many)
{
    PyObject *list = py.PyList_New(0); /* own */
    for (int64_t i = 0; i < many->count && list; i++) {
        if (!many->arrays[i].size) continue;
        many->retained[i] = borrow_begin(&many->arrays[i]); /* own: borrow_end */
        if (many->retained[i] && !py.PyList_Append(list, many->retained[i])) continue;
        py.Py_DecRef(list);
        list = NULL;
    }
    return list;
}

/* Which array the pending exception is about: the one in the list at its `array_index`. -1 if it does not say. */
static int64_t call_find_failed(const glue_many *many)
{
    PyObject *type = NULL, *value = NULL, *trace = NULL;
    py.PyErr_Fetch(&type, &value, &trace); /* own */
    py.PyErr_NormalizeException(&type, &value, &trace);
    PyObject *index = value ? py.PyObject_GetAttrString(value, "array_index") : NULL; /* own */
    int64_t left = index ? py.PyLong_AsLongLong(index) : -1;
    py.PyErr_Clear();
    py.Py_DecRef(index);
    py.PyErr_Restore(type, value, trace); /* steals */
    for (int64_t i = 0; i < many->count && left >= 0; i++)
        if (many->arrays[i].size && left-- == 0) return i;
    return -1;
}

/* The function's attribute `many` is called once, with all arrays. */
static int32_t call_all(call *c, PyObject *function_many)
{
    glue_many *many = c->many;
    int32_t status;
    PyObject *list = call_list(many);                                               /* own */
    PyObject *returned = list ? function_call(c->func, function_many, list) : NULL; /* own */
    fork_exit_child(!returned);
    if (returned) {
        status = result_read_many(returned, many, &c->all, c->err);
    } else {
        if (list) many->failed = call_find_failed(many);
        status = error_from_python(c->err);
    }
    py.Py_DecRef(returned);
    py.Py_DecRef(list);
    /* In order: what runs because one array is released may still retain those after it. */
    for (int64_t i = 0; i < many->count; i++) many->retained[i] = borrow_end(many->retained[i], &many->arrays[i]);
    return status;
}

/* With the GIL. */
static int32_t call_python(void *arg)
{
    call *c = arg;
    times_python(c->many->times);
    handle_drain(HANDLE_DRAIN_PER_CALL);
    PyObject *function_many = c->is_single ? NULL : function_find_own(c->func, "many"); /* own */
    int32_t status = function_many ? call_all(c, function_many) : call_each(c);
    py.Py_DecRef(function_many);
    if (status) positions_drop(&c->all);
    times_end(c->many->times);
    return status;
}

static int32_t call_run(void *arg)
{
    call *c = arg;
    gate_pass pass;
    int32_t status = GLUE_E_LIMIT;
    times_begin(c->many->times);
    if (!gate_enter(&pass, c->is_single ? c->func->timings : c->func->timings_of_many, c->size, c->many->limit)) {
        status = stack_run_python(call_python, c, c->many->limit, c->err);
        gate_leave(&pass);
    }
    times_end(c->many->times);
    return status;
}

/* Runs the job where there is stack enough for Python. */
static int32_t glue_run(stack_job *job, void *arg, glue_error *err)
{
    return start_is_finished() ? stack_run(job, arg, err) : error_set(err, GLUE_E_STATE, GLUE_STATE_NOT_STARTED);
}

int32_t detect(glue_func *func, const glue_array *values, glue_result *result, glue_error *err)
{
    int64_t end;
    glue_many many = {.arrays = values,
                      .count = 1,
                      .ends = &end,
                      .retained = &result->retained,
                      .limit = result->limit,
                      .times = result->times};
    call c = {func, &many, {result->into, result->capacity, 0, NULL}, values->size, 1, err};
    result->indices = NULL;
    result->size = 0;
    result->obj = result->retained = NULL;
    *err = (glue_error){0};
    if (values->size == 0) return GLUE_OK;
    if (result->limit) interrupt_start(result->limit);
    int32_t status = glue_run(call_run, &c, err);
    if (status) return status;
    result->indices = c.all.data;
    result->size = c.all.size;
    result->obj = c.all.held;
    return GLUE_OK;
}

int32_t glue_detect_many(glue_func *func, glue_many *many, glue_error *err)
{
    call c = {func, many, {0}, 0, 0, err};
    many->indices = NULL;
    many->obj = NULL;
    many->failed = -1;
    *err = (glue_error){0};
    for (int64_t i = 0; i < many->count; i++) {
        many->ends[i] = 0;
        many->retained[i] = NULL;
        c.size += many->arrays[i].size;
    }
    if (c.size == 0) return GLUE_OK;
    if (many->limit) interrupt_start(many->limit);
    int32_t status = glue_run(call_run, &c, err);
    if (status) return status;
    many->indices = c.all.held ? c.all.data : NULL;
    many->obj = c.all.held;
    return GLUE_OK;
}

int32_t glue_invoke(glue_func *func, glue_invocation *invocation, glue_error *err)
{
    invoke_call c = {func, invocation, err};
    int64_t outputs = invocation->several ? invocation->several : 1;
    if (invocation->limit) interrupt_start(invocation->limit);
    invocation->output_count = 0;
    *err = (glue_error){0};
    for (int64_t i = 0; i < invocation->input_count; i++) invocation->retained[i] = NULL;
    for (int64_t i = 0; i < outputs; i++) {
        glue_output *output = &invocation->outputs[i];
        output->data = output->obj = NULL;
        output->name = NULL;
        output->size = output->ndim = 0;
    }
    return glue_run(invoke_run, &c, err);
}

typedef struct load_call {
    const char *module, *name;
    glue_func **func;
    glue_error *err;
} load_call;

static int32_t load_run(void *arg)
{
    load_call *c = arg;
    gil_hold hold;
    if (gil_enter(&hold)) return GLUE_E_MEMORY;
    handle_drain(HANDLE_DRAIN_PER_CALL);
    int32_t status = function_load(c->module, c->name, c->func, c->err);
    fork_exit_child(status);
    gil_leave(hold);
    return status;
}

int32_t load_func(const char *module, const char *name, glue_func **func, glue_error *err)
{
    *func = NULL;
    *err = (glue_error){0};
    load_call c = {module, name, func, err};
    return glue_run(load_run, &c, err);
}

typedef struct bind_call {
    glue_func *func;
    const char *keywords;
    const glue_ndarray *arrays;
    int64_t array_count;
    glue_limit *limit;
    glue_func **bound;
    glue_error *err;
} bind_call;

/* With the GIL. */
static int32_t bind_python(void *arg)
{
    bind_call *c = arg;
    int32_t status = function_bind(c->func, c->keywords, c->arrays, c->array_count, c->bound, c->err);
    fork_exit_child(status);
    return status;
}

static int32_t bind_run(void *arg)
{
    static gate_timings timings;
    bind_call *c = arg;
    gate_pass pass;
    if (gate_enter(&pass, timings, 1, c->limit)) return GLUE_E_LIMIT;
    int32_t status = stack_run_python(bind_python, c, c->limit, c->err);
    gate_leave(&pass);
    return status;
}

int32_t glue_bind(glue_func *func, const char *keywords, const glue_ndarray *arrays, int64_t array_count,
                  glue_limit *limit, glue_func **bound, glue_error *err)
{
    *bound = NULL;
    *err = (glue_error){0};
    if (limit) interrupt_start(limit);
    bind_call c = {func, keywords, arrays, array_count, limit, bound, err};
    return glue_run(bind_run, &c, err);
}

typedef struct derive_call {
    glue_func *func;
    const char *name; /* of an attribute; NULL: what func() returns */
    glue_func **derived;
    glue_error *err;
} derive_call;

static int32_t derive_run(void *arg)
{
    derive_call *c = arg;
    gil_hold hold;
    if (gil_enter(&hold)) return GLUE_E_MEMORY;
    int32_t status =
        c->name ? function_attribute(c->func, c->name, c->derived) : function_make(c->func, c->derived, c->err);
    fork_exit_child(status);
    gil_leave(hold);
    return status;
}

int32_t glue_attribute(glue_func *func, const char *name, glue_func **attribute, glue_error *err)
{
    *attribute = NULL;
    *err = (glue_error){0};
    derive_call c = {func, name, attribute, err};
    return glue_run(derive_run, &c, err);
}

int32_t glue_make(glue_func *func, glue_func **made, glue_error *err)
{
    *made = NULL;
    *err = (glue_error){0};
    derive_call c = {func, NULL, made, err};
    return glue_run(derive_run, &c, err);
}

typedef struct join_call {
    const glue_config *config;
    glue_error *err;
} join_call;

static int32_t join_run(void *arg)
{
    join_call *c = arg;
    return start_join(c->config, c->err);
}

int32_t init_python(const glue_config *config, glue_error *err)
{
    int is_joined;
    *err = (glue_error){0};
    int32_t status = start_python(config, &is_joined, err);
    join_call c = {config, err};
    if (!status && !is_joined) status = stack_run(join_run, &c, err);
    if (status) return status;
    gate_set(config->calls_at_once, config->processors);
    start_finish(config);
    return GLUE_OK;
}

typedef struct lease_call {
    void *retained, *pin;
    glue_release release;
} lease_call;

static int32_t lease_run(void *arg)
{
    lease_call *c = arg;
    gil_hold hold;
    if (gil_enter(&hold)) return GLUE_E_MEMORY;
    lease_attach(c->retained, c->pin, c->release); /* may run the garbage collector, and so any Python code */
    gil_leave(hold);
    return GLUE_OK;
}

void glue_lease(void *retained, void *pin, glue_release release)
{
    lease_call c = {retained, pin, release};
    glue_error err = {0};
    if (stack_run(lease_run, &c, &err)) lease_leak();
}

void py_decref(void *obj)
{
    if (obj) handle_give_back(obj);
}

void glue_wake(void) { interrupt_wake(); }

void *glue_set_context(void *context) { return stack_set_context(context); }

void *glue_context(void) { return stack_context(); }

void glue_error_free(glue_error *err) { error_free(err); }

int32_t glue_abi(void) { return GLUE_ABI; }

void glue_count(glue_counters *counters)
{
    *counters = (glue_counters){0};
    handle_count(counters);
    lease_count(counters);
    counters->threads = gil_thread_count();
}
