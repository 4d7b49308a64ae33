# Habits of the house; `make` alone lists them.
PYTHON := .venv/bin/python
MANAGE := $(PYTHON) manage.py
# Lines of the log that matter when a tool talks, not a server.
export LOG_LEVEL ?= WARNING

.DEFAULT_GOAL := help
.PHONY: help setup setup-tests demo forget test check format e2e bench messages screenshots vendor production-check

help: ## List the targets
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

setup: ## Make .venv ready
	@tools/setup

setup-tests:
	@tools/setup --tests

demo: setup ## Start the portal with demonstration data (PORT=8000)
	@$(PYTHON) -m hamcities.launcher

forget: ## Throw the demonstration's embedded data away (not PostgreSQL)
	@rm -rf $(or $(PORTAL_VAR),var)/portal.sqlite3* $(or $(PORTAL_VAR),var)/media $(or $(PORTAL_VAR),var)/mail $(or $(PORTAL_VAR),var)/log

test: setup-tests ## Run all tests; those without their server say so (WITHOUT=browser leaves a mark out)
	@$(PYTHON) -m pytest -n $(or $(WORKERS),2) --dist loadscope $(if $(WITHOUT),-m "not $(WITHOUT)")

check: setup-tests ## Lint, format, templates, types, layers, migrations, translations, production settings
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	@git ls-files -z 'templates/*.html' | xargs -0 .venv/bin/djade --check --target-version 6.1
	.venv/bin/mypy .
	.venv/bin/lint-imports
	$(MANAGE) makemigrations --check --dry-run
	$(PYTHON) tools/check_translations.py
	@$(MAKE) --no-print-directory production-check

format: setup ## Write code and templates in the house's style
	.venv/bin/ruff format .
	@git ls-files -z 'templates/*.html' | xargs -0 .venv/bin/djade --target-version 6.1

production-check:
	PORTAL_ENVIRONMENT=production SECRET_KEY=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))') \
	ALLOWED_HOSTS=kkpham.example CSRF_TRUSTED_ORIGINS=https://kkpham.example EMAIL_HOST=mail.example \
	$(MANAGE) check --deploy --fail-level WARNING

e2e: setup-tests ## Run the browser tests only
	@$(PYTHON) -m pytest -m browser

bench: setup-tests ## Measure a full year (PostgreSQL when DATABASE_URL is set)
	@$(PYTHON) -m benchmarks.run

messages: setup-tests ## Collect new texts into locale/ and compile
	$(MANAGE) makemessages --all --no-obsolete --no-wrap --add-location file --ignore '.venv/*' --ignore 'var/*' --ignore 'tests/*' --ignore 'benchmarks/*'
	$(PYTHON) tools/compile_messages.py

screenshots: setup-tests ## Take the screenshots of the README
	@$(PYTHON) tools/screenshots.py

vendor: setup ## Fetch the front-end libraries again (needs npm)
	@$(PYTHON) tools/vendor.py
