/* Knows how many arrays go through a function: all in one call of its attribute `many`, or one after the other. An
 * empty array goes through none. */
#include "call/many.h"

#include "platform/fork.h"
#include "python/error.h"
#include "call/gather.h"
#include "python/borrow.h"
#include "call/result_many.h"

static int32_t many_call_one(glue_func *func, const glue_array *values, gather *all, void **kept, glue_error *err)
{
    PyObject *array = borrow_begin(values);                         /* own */
    PyObject *returned = array ? function_call(func, array) : NULL; /* own */
    fork_exit_child(!returned);                                     /* for its exit code */
    int32_t status = returned ? gather_result(all, returned, func->name, values, err) : error_from_python(err);
    py.Py_DecRef(returned);
    *kept = borrow_end(array, values); /* own: glue_lease */
    return status;
}

static int32_t many_call_each(glue_func *func, gather *all, glue_many *many, glue_error *err)
{
    int32_t status = GLUE_OK;
    for (int64_t i = 0; i < many->count && !status; i++) {
        if (many->arrays[i].size) status = many_call_one(func, &many->arrays[i], all, &many->kept[i], err);
        if (status) many->at = i;
        many->ends[i] = all->size;
    }
    return status;
}

/* A list of the arrays that are not empty; own. many->kept holds them too. NULL with a Python error pending. */
static PyObject *many_list(glue_many *many)
{
    PyObject *list = py.PyList_New(0); /* own */
    for (int64_t i = 0; i < many->count && list; i++) {
        if (!many->arrays[i].size) continue;
        many->kept[i] = borrow_begin(&many->arrays[i]); /* own: borrow_end */
        if (many->kept[i] && !py.PyList_Append(list, many->kept[i])) continue;
        py.Py_DecRef(list);
        list = NULL;
    }
    return list;
}

/* Which array the pending exception is about: the one in the list at its `array_index`. -1 if it does not say. */
static int64_t many_blamed(const glue_many *many)
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

static int32_t many_call_at_once(PyObject *at_once, glue_func *func, gather *all, glue_many *many, glue_error *err)
{
    int32_t status;
    PyObject *list = many_list(many);                                                        /* own */
    PyObject *returned = list ? py.PyObject_CallFunctionObjArgs(at_once, list, NULL) : NULL; /* own */
    fork_exit_child(!returned);                                                              /* for its exit code */
    if (returned) {
        status = result_many_read(returned, func->name, all, many, err);
    } else {
        if (list) many->at = many_blamed(many);
        status = error_from_python(err);
    }
    py.Py_DecRef(returned);
    py.Py_DecRef(list);
    /* One by one: what runs because of one array's release may still keep those after it. */
    for (int64_t i = 0; i < many->count; i++) many->kept[i] = borrow_end(many->kept[i], &many->arrays[i]);
    return status;
}

/* object.name; own. NULL if it has no such attribute, or is NULL: no Python error is pending. */
static PyObject *many_attribute(PyObject *object, const char *name)
{
    PyObject *attribute = object ? py.PyObject_GetAttrString(object, name) : NULL; /* own */
    py.PyErr_Clear();
    return attribute;
}

/* The function's own `many`; own, or NULL. What functools.wraps has copied from the function inside is not its own:
 * that would pass by the one around it. */
static PyObject *many_find(PyObject *function)
{
    PyObject *found = many_attribute(function, "many");                        /* own */
    PyObject *inside = found ? many_attribute(function, "__wrapped__") : NULL; /* own */
    PyObject *of_inside = many_attribute(inside, "many");                      /* own */
    if (found && (found == of_inside || !py.PyCallable_Check(found))) {
        py.Py_DecRef(found);
        found = NULL;
    }
    py.Py_DecRef(of_inside);
    py.Py_DecRef(inside);
    return found;
}

int32_t many_call(glue_func *func, glue_many *many, glue_error *err)
{
    gather all = {0};
    PyObject *at_once = many_find(func->held.object); /* own */
    int32_t status =
        at_once ? many_call_at_once(at_once, func, &all, many, err) : many_call_each(func, &all, many, err);
    py.Py_DecRef(at_once);
    if (status) gather_drop(&all);
    else gather_give(&all, many);
    return status;
}
