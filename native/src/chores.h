/* What the service thread does for everybody. */
#ifndef CHORES_H
#define CHORES_H

/* One round. Takes the GIL. */
void chores_do(void);

#endif
