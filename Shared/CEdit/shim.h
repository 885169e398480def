// What of libedit Swift cannot call by itself: functions with a variable number of arguments, and the C library's streams.
#pragma once
#include <histedit.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/// An editor of standard input; it writes to standard output, or to standard error where that is no terminal.
static inline EditLine *cedit_make(void) {
    // Without a locale of the user's own, text still is UTF-8.
    if (setlocale(LC_CTYPE, "") == NULL || MB_CUR_MAX == 1) setlocale(LC_CTYPE, "C.UTF-8");
    return el_init("peryton", stdin, isatty(STDOUT_FILENO) ? stdout : stderr, stderr);
}

static inline void cedit_set_owner(EditLine *editor, void *owner) { el_set(editor, EL_CLIENTDATA, owner); }

static inline void *cedit_owner(EditLine *editor) {
    void *owner = NULL;
    el_get(editor, EL_CLIENTDATA, &owner);
    return owner;
}

static inline void cedit_set_prompt(EditLine *editor, char *(*prompt)(EditLine *)) {
    el_set(editor, EL_PROMPT, prompt);
}

static inline void cedit_use_emacs_keys(EditLine *editor) { el_set(editor, EL_EDITOR, "emacs"); }

/// Binds a key, for example "^I", to one of libedit's functions.
static inline void cedit_bind(EditLine *editor, const char *key, const char *function) {
    el_set(editor, EL_BIND, key, function, NULL);
}

/// Binds a key to a function of ours.
static inline void cedit_bind_own(
    EditLine *editor, const char *key, const char *name, unsigned char (*function)(EditLine *, int)) {
    el_set(editor, EL_ADDFN, name, name, function);
    el_set(editor, EL_BIND, key, name, NULL);
}

/// While a line is edited, Ctrl-C, Ctrl-Z and Ctrl-\ are keys as all others and no signals.
static inline void cedit_take_signal_keys(EditLine *editor) { el_set(editor, EL_SETTY, "-d", "-isig", NULL); }

/// Gives the terminal back as it was, or takes it again.
static inline void cedit_hold_terminal(EditLine *editor, int holds) { el_set(editor, EL_PREP_TERM, holds); }

static inline void cedit_set_history(EditLine *editor, History *past) { el_set(editor, EL_HIST, history, past); }

static inline void cedit_limit_history(History *past, int lines) {
    HistEvent event;
    history(past, &event, H_SETSIZE, lines);
    history(past, &event, H_SETUNIQUE, 1);
}

static inline void cedit_remember(History *past, const char *line) {
    HistEvent event;
    history(past, &event, H_ENTER, line);
}
