// Package fresh gives tests a data directory straight from the migrations,
// made once and copied for each test: to migrate, and to hash passwords, takes
// longer than most tests.
package fresh

import (
	"os"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

var (
	once sync.Once
	dir  string
	err  error
)

// Dir is the directory; give it to tests.NewTestApp, which copies it. prepare,
// which may be nil, adds what every test of a package needs; it is called once.
// The caller imports the migrations.
func Dir(t testing.TB, prepare func(app core.App) error) string {
	t.Helper()
	once.Do(func() { dir, err = migrated(prepare) })
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func migrated(prepare func(app core.App) error) (string, error) {
	path, err := os.MkdirTemp("", "pocketcrm-fresh")
	if err != nil {
		return "", err
	}
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: path, EncryptionEnv: "pb_test_env"})
	if err := app.Bootstrap(); err != nil {
		return "", err
	}
	if err := app.RunAllMigrations(); err != nil {
		return "", err
	}
	if prepare != nil {
		if err := prepare(app); err != nil {
			return "", err
		}
	}
	return path, app.ResetBootstrapState()
}

// Main runs a package's tests and removes the directory; call it from TestMain.
func Main(m *testing.M) {
	code := m.Run()
	_ = os.RemoveAll(dir) // note: does nothing when there is none
	os.Exit(code)
}
