// SPDX-License-Identifier: BSL-1.0
// The command line of the examples.
#include "options.h"

#include <stdio.h>
#include <string.h>

static void show_help(const char* program, const struct option_row* rows) {
    fprintf(stderr, "usage: %s [option]...\n", program);
    for (; rows->name != NULL; ++rows)
        fprintf(stderr, "  %-12s %-6s %s\n", rows->name, rows->text != NULL ? "TEXT" : "", rows->help);
}

static const struct option_row* find(const struct option_row* rows, const char* name) {
    for (; rows->name != NULL; ++rows)
        if (strcmp(rows->name, name) == 0) return rows;
    return NULL;
}

int parse_options(int count, char** values, const struct option_row* rows) {
    int i;
    for (i = 1; i < count; ++i) {
        const struct option_row* const row = find(rows, values[i]);
        if (row == NULL || (row->text != NULL && i + 1 == count)) {
            show_help(values[0], rows);
            return 0;
        }
        if (row->text != NULL)
            *row->text = values[++i];
        else
            *row->flag = 1;
    }
    return 1;
}
