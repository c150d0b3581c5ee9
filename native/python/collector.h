/* Python's garbage collector while NumPy is imported. */
#ifndef COLLECTOR_H
#define COLLECTOR_H

/* Stops it. What collector_resume has to be told. Called with the GIL. */
int collector_pause(void);

/* Lets it go on, if it ran before. Called with the GIL. */
void collector_resume(int was_on);

#endif
