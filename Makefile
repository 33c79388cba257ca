# Every target is a task of tasks.py; "make" alone lists them.
# What follows a task: make grade ARGS=submissions
# Another Python: make book PYTHON=python3.12

PYTHON ?= python3
TASKS = book lab pdf epub lite test test-fast claims notebooks lint fix bench setup \
        clean release prove grade

.PHONY: help $(TASKS)

help:
	@$(PYTHON) tasks.py

$(TASKS):
	@$(PYTHON) tasks.py $@ $(ARGS)
