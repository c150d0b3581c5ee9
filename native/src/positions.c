/* Knows how positions are copied out of NumPy's arrays: to where they go, widened to int64, each in range and none
 * twice. */
#include "positions.h"

#include <stdlib.h>

#include "error.h"
#include "handle.h"
#include "refusal.h"

/* Where the positions go: the caller's buffer if they fit, else an array of ours that nobody else has seen. */
int32_t positions_place(int64_t size, glue_result *result, int64_t **place, glue_error *err)
{
    if (size <= result->capacity) {
        *place = result->into;
        return GLUE_OK;
    }
    PyObject *array = array_new_positions(size, place); /* own */
    if (!array) return error_from_python(err);
    result->obj = handle_new(array, HANDLE_RESULT, size * (int64_t)sizeof **place, sizeof(handle)); /* steals array */
    return result->obj ? GLUE_OK : GLUE_E_MEMORY;
}

int32_t positions_of_mask(const array_view *mask, glue_result *result, glue_error *err)
{
    int64_t count = 0, *place = NULL;
    for (int64_t i = 0; i < mask->size; i++) count += mask->data[i * mask->stride_bytes] != 0;
    int32_t status = positions_place(count, result, &place, err);
    if (status) return status;
    /* NumPy writes without the GIL, so a thread of the function's may change the mask between the two loops. */
    int64_t found = 0;
    for (int64_t i = 0; i < mask->size && found < count; i++)
        if (mask->data[i * mask->stride_bytes]) place[found++] = i;
    result->indices = place;
    result->size = found;
    return GLUE_OK;
}

static inline int64_t positions_load(const char *at, char kind, int32_t item_bytes)
{
    const void *item = at; /* aligned: array_native saw to it */
    if (kind == 'u') {
        switch (item_bytes) {
        case 1: return *(const uint8_t *)item;
        case 2: return *(const uint16_t *)item;
        case 4: return *(const uint32_t *)item;
        default:
            return (int64_t) * (const uint64_t *)item; /* past int64 it turns negative: out of range all the same */
        }
    }
    switch (item_bytes) {
    case 1: return *(const int8_t *)item;
    case 2: return *(const int16_t *)item;
    case 4: return *(const int32_t *)item;
    default: return *(const int64_t *)item;
    }
}

typedef struct positions_widened {
    int64_t bad; /* index of the first position out of range, or -1 */
    int ascending;
} positions_widened;

/* Inlined with constants for kind and item_bytes, so that each loop is one of plain loads. */
static inline positions_widened positions_widen(const array_view *view, int64_t limit, int64_t *place, char kind,
                                                int32_t item_bytes)
{
    int64_t previous = -1;
    int ascending = 1;
    for (int64_t i = 0; i < view->size; i++) {
        int64_t position = positions_load(view->data + i * view->stride_bytes, kind, item_bytes);
        if ((uint64_t)position >= (uint64_t)limit) return (positions_widened){i, 0};
        ascending &= position > previous;
        previous = place[i] = position;
    }
    return (positions_widened){-1, ascending};
}

static positions_widened positions_widen_any(const array_view *view, int64_t limit, int64_t *place)
{
    int is_signed = view->kind == 'i';
    switch (view->item_bytes) {
    case 1:
        return is_signed ? positions_widen(view, limit, place, 'i', 1) : positions_widen(view, limit, place, 'u', 1);
    case 2:
        return is_signed ? positions_widen(view, limit, place, 'i', 2) : positions_widen(view, limit, place, 'u', 2);
    case 4:
        return is_signed ? positions_widen(view, limit, place, 'i', 4) : positions_widen(view, limit, place, 'u', 4);
    default: return positions_widen(view, limit, place, 'i', 8);
    }
}

/* The first position that stands twice, -1 if none does, -2 if memory is short. One bit for each input value. */
static int64_t positions_find_repeated(const int64_t *positions, int64_t size, int64_t limit)
{
    int64_t repeated = -1;
    unsigned char *seen = calloc((size_t)(limit / 8 + 1), 1); /* own */
    if (!seen) return -2;
    for (int64_t i = 0; i < size && repeated < 0; i++) {
        unsigned char *byte = &seen[positions[i] / 8], bit = (unsigned char)(1 << positions[i] % 8);
        if (*byte & bit) repeated = positions[i];
        *byte |= bit;
    }
    free(seen);
    return repeated;
}

int32_t positions_check_once(const int64_t *positions, int64_t size, const char *who, int64_t limit, glue_error *err)
{
    int64_t repeated = positions_find_repeated(positions, size, limit);
    if (repeated == -2) return GLUE_E_MEMORY;
    return repeated < 0 ? GLUE_OK : refusal_repeated(who, repeated, size == limit, err);
}

int64_t positions_at(const array_view *view, int64_t i)
{
    return positions_load(view->data + i * view->stride_bytes, view->kind, view->item_bytes);
}

int32_t positions_of_integers(const array_view *view, const char *who, int64_t limit, glue_result *result,
                              glue_error *err)
{
    int64_t *place = NULL;
    int32_t status = positions_place(view->size, result, &place, err);
    if (status) return status;

    positions_widened widened = positions_widen_any(view, limit, place);
    if (widened.bad >= 0) {
        const char *at = view->data + widened.bad * view->stride_bytes;
        return refusal_out_of_range(who, positions_load(at, view->kind, view->item_bytes), view->kind == 'u',
                                    widened.bad, limit, err);
    }
    int32_t repeated = widened.ascending ? GLUE_OK : positions_check_once(place, view->size, who, limit, err);
    if (repeated) return repeated;
    result->indices = place;
    result->size = view->size;
    return GLUE_OK;
}
