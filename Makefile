# Needs Go, Node and make. `make demo` tries the program, `make test` tests it.

VENDOR := pb_public/vendor/pocketbase.mjs
STATICCHECK := honnef.co/go/tools/cmd/staticcheck

.PHONY: demo build vendor test lint race attack bench clean

demo: $(VENDOR)
	go run . demo

# One binary with the pages inside.
build: $(VENDOR)
	CGO_ENABLED=0 go build -trimpath -o pocketcrm .

vendor: $(VENDOR)

$(VENDOR): scripts/vendor.mjs node_modules/.installed
	node scripts/vendor.mjs

node_modules/.installed: package-lock.json
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

# Vet, Go tests, tests and types of the pages, then the browser tests, which
# are skipped where Chromium is missing unless REQUIRE_BROWSER=1.
test: $(VENDOR) lint
	npm run --silent test
	npm run --silent typecheck
	cd e2e && go test -count=1 -timeout 30m ./... # they build the program themselves, which the test cache cannot see
	go test -timeout 40m ./...

lint: $(VENDOR)
	@files=$$(gofmt -l *.go hooks internal pb_migrations whatsapp e2e); test -z "$$files" || { echo "gofmt: $$files"; exit 1; }
	go vet ./...
	cd e2e && go vet ./...
	cd e2e && go build -o ../node_modules/.staticcheck $(STATICCHECK)
	node_modules/.staticcheck ./...
	cd e2e && ../node_modules/.staticcheck ./...

race: $(VENDOR)
	go test -race -timeout 40m ./...

# What strangers can do, all at once and for long, while customers write and staff
# work; a moment of it is in `make test`.
attack: $(VENDOR)
	cd e2e && ATTACK=$${ATTACK:-10m} go test -count=1 -v -timeout 60m -run StrangersHurtNobody ./...

# Speed of ingest, sending and lists; a million rows take some minutes.
bench:
	go test -run '^$$' -bench . -benchtime 1x -timeout 30m ./hooks/

clean:
	rm -rf node_modules pb_public/vendor pocketcrm
