/* What the service thread does for everybody. */
#ifndef CHORES_H
#define CHORES_H

#include <stdint.h>

/* One round. Takes the GIL. Returns after how many milliseconds the next one is due; 0 if none is. */
uint32_t chores_do(void);

#endif
