#ifndef COUNTING_ALLOCATOR_H
#define COUNTING_ALLOCATOR_H

/// How often the calling thread has asked for memory since it began.
unsigned long counting_allocator_count(void);

#endif
