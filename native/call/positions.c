#include "call/positions.h"

#include <stdlib.h>
#include <string.h>

#include "python/error.h"

#define POSITIONS_MOST (INT64_C(1) << 58) /* their bytes fit into an int64_t */

/* Makes room for `more` at the end. GLUE_E_MEMORY if there is none: what is there stays. */
static int32_t positions_reserve(positions *all, int64_t more)
{
    if (more <= all->capacity - all->size) return GLUE_OK;
    if (more > POSITIONS_MOST - all->size) return GLUE_E_MEMORY;
    int64_t capacity = all->size + more;
    if (all->held && capacity < 2 * all->capacity) capacity = 2 * all->capacity; /* many arrays: more will follow */
    int64_t bytes = capacity * (int64_t)sizeof *all->data;
    handle *grown = handle_new(NULL, HANDLE_RESULT, bytes, sizeof *grown + (size_t)bytes); /* own */
    if (!grown) return GLUE_E_MEMORY;
    if (all->size) memcpy(grown + 1, all->data, (size_t)all->size * sizeof *all->data);
    positions_drop(all);
    *all = (positions){(int64_t *)(grown + 1), capacity, all->size, grown};
    return GLUE_OK;
}

void positions_drop(positions *all)
{
    if (all->held) handle_free(all->held);
    all->held = NULL;
}

#define POSITIONS_INLINE static inline __attribute__((always_inline)) /* with constants for strides and widths */

POSITIONS_INLINE int64_t positions_count(const char *mask, int64_t size, int64_t stride_bytes)
{
    int64_t count = 0;
    for (int64_t i = 0; i < size; i++) count += mask[i * stride_bytes] != 0;
    return count;
}

/* Without a branch for each: outliers are hard to foresee. At most `most`. */
POSITIONS_INLINE int64_t positions_write(const char *mask, int64_t size, int64_t stride_bytes, int64_t *place,
                                         int64_t most)
{
    int64_t found = 0;
    for (int64_t i = 0; i < size && found < most; i++) {
        place[found] = i;
        found += mask[i * stride_bytes] != 0;
    }
    return found;
}

int32_t positions_add_mask(positions *all, const ndarray_view *mask)
{
    int64_t stride = mask->stride_bytes;
    int64_t count =
        stride == 1 ? positions_count(mask->data, mask->size, 1) : positions_count(mask->data, mask->size, stride);
    int32_t status = positions_reserve(all, count);
    if (status) return status;
    int64_t *place = all->data + all->size;
    /* NumPy writes without the GIL, so a thread of the function's may change the mask between the two loops. */
    all->size += stride == 1 ? positions_write(mask->data, mask->size, 1, place, count)
                             : positions_write(mask->data, mask->size, stride, place, count);
    return GLUE_OK;
}

static inline int64_t positions_load(const char *at, char kind, int32_t item_bytes)
{
    const void *item = at; /* aligned: ndarray_native saw to it */
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

/* Sign bits, of all positions together: no branch, so that a compiler can vectorise the loop. */
typedef struct positions_signs {
    uint64_t out;   /* set: one is negative, or too large */
    uint64_t lower; /* set: each is lower than the next */
} positions_signs;

POSITIONS_INLINE positions_signs positions_copy(const char *restrict from, int64_t size, uint64_t most,
                                                int64_t *restrict place, int64_t stride_bytes, char kind,
                                                int32_t item_bytes)
{
    positions_signs signs = {(uint64_t)(place[0] = positions_load(from, kind, item_bytes)), ~(uint64_t)0};
    signs.out |= most - signs.out;
    for (int64_t i = 1; i < size; i++) {
        uint64_t before = (uint64_t)positions_load(from + (i - 1) * stride_bytes, kind, item_bytes);
        uint64_t is = (uint64_t)positions_load(from + i * stride_bytes, kind, item_bytes);
        place[i] = (int64_t)is;
        signs.out |= is | (most - is);
        signs.lower &= before - is;
    }
    return signs;
}

#define POSITIONS_COPY(kind, item_bytes)                                                                               \
    return view->stride_bytes == (item_bytes)                                                                          \
               ? positions_copy(view->data, view->size, most, place, item_bytes, kind, item_bytes)                     \
               : positions_copy(view->data, view->size, most, place, view->stride_bytes, kind, item_bytes)

POSITIONS_INLINE positions_signs positions_copy_any(const ndarray_view *view, uint64_t most, int64_t *place)
{
    int is_signed = view->kind == 'i';
    switch (view->item_bytes * 2 + is_signed) {
    case 1 * 2: POSITIONS_COPY('u', 1);
    case 1 * 2 + 1: POSITIONS_COPY('i', 1);
    case 2 * 2: POSITIONS_COPY('u', 2);
    case 2 * 2 + 1: POSITIONS_COPY('i', 2);
    case 4 * 2: POSITIONS_COPY('u', 4);
    case 4 * 2 + 1: POSITIONS_COPY('i', 4);
    default: POSITIONS_COPY('i', 8);
    }
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static positions_signs positions_copy_avx2(const ndarray_view *view, uint64_t most,
                                                                           int64_t *place)
{
    return positions_copy_any(view, most, place);
}
#endif

static positions_widened positions_widen(const ndarray_view *view, int64_t limit, int64_t *place)
{
    positions_signs signs;
    if (!view->size) return (positions_widened){-1, 1};
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) signs = positions_copy_avx2(view, (uint64_t)limit - 1, place);
    else
#endif
        signs = positions_copy_any(view, (uint64_t)limit - 1, place);
    if (!(signs.out >> 63)) return (positions_widened){-1, signs.lower >> 63};
    int64_t bad = 0;
    while (bad < view->size - 1 && (uint64_t)place[bad] < (uint64_t)limit) bad++;
    return (positions_widened){bad, 0};
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

static int32_t positions_check_once(const int64_t *place, int64_t size, int64_t limit, glue_error *err)
{
    int64_t repeated = positions_find_repeated(place, size, limit);
    if (repeated == -2) return GLUE_E_MEMORY;
    if (repeated < 0) return GLUE_OK;
    err->value = repeated;
    err->index = size == limit;
    return error_set(err, GLUE_E_RESULT, GLUE_RESULT_REPEATED);
}

static int32_t positions_out_of_range(int64_t position, int is_unsigned, int64_t index, int64_t limit, glue_error *err)
{
    err->value = position;
    err->is_unsigned = is_unsigned;
    err->index = index;
    err->limit = limit;
    return error_set(err, GLUE_E_RESULT, GLUE_RESULT_RANGE);
}

int64_t positions_at(const ndarray_view *view, int64_t i)
{
    return positions_load(view->data + i * view->stride_bytes, view->kind, view->item_bytes);
}

/* Are all integers `other` or 1? */
static int positions_are(const ndarray_view *view, int64_t other)
{
    for (int64_t i = 0; i < view->size; i++) {
        int64_t value = positions_at(view, i);
        if (value != other && value != 1) return 0;
    }
    return 1;
}

/* Of one integer for each value, says what they are instead of which one is wrong. */
static int32_t positions_explain(const ndarray_view *view, int64_t limit, int32_t status, glue_error *err)
{
    if (status != GLUE_E_RESULT || view->size != limit) return status;
    if (positions_are(view, -1)) return error_set(err, status, GLUE_RESULT_LABELS);
    if (positions_are(view, 0)) return error_set(err, status, GLUE_RESULT_FLAGS);
    return status;
}

int32_t positions_add_integers(positions *all, const ndarray_view *view, int64_t limit, glue_error *err)
{
    int32_t status = positions_reserve(all, view->size);
    if (status) return status;
    int64_t *place = all->data + all->size;
    positions_widened widened = positions_widen(view, limit, place);
    if (widened.bad >= 0)
        status = positions_out_of_range(place[widened.bad], view->kind == 'u', widened.bad, limit, err);
    else if (!widened.ascending) status = positions_check_once(place, view->size, limit, err);
    if (!status) all->size += view->size;
    return positions_explain(view, limit, status, err);
}

int32_t positions_add_pairs(positions *all, const ndarray_view *rows, int64_t row_count, const ndarray_view *columns,
                            int64_t column_count, glue_error *err)
{
    int32_t status = positions_reserve(all, rows->size);
    if (status) return status;
    int64_t *place = all->data + all->size, previous = -1;
    int ascending = 1;
    for (int64_t i = 0; i < rows->size; i++) {
        int64_t row = positions_at(rows, i), column = positions_at(columns, i);
        if ((uint64_t)row >= (uint64_t)row_count)
            return positions_out_of_range(row, rows->kind == 'u', i, row_count, err);
        if ((uint64_t)column >= (uint64_t)column_count)
            return positions_out_of_range(column, columns->kind == 'u', i, column_count, err);
        place[i] = row * column_count + column;
        ascending &= place[i] > previous;
        previous = place[i];
    }
    if (!ascending) status = positions_check_once(place, rows->size, row_count * column_count, err);
    if (!status) all->size += rows->size;
    return status;
}
