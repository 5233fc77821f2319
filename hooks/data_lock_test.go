package hooks_test

import (
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks"
)

func TestTheLockMayBeTakenBeforeServing(t *testing.T) {
	t.Parallel()
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: t.TempDir()})
	for range 2 {
		if err := hooks.LockData(app); err != nil {
			t.Fatal(err)
		}
	}
	if err := hooks.DataIsFree(app.DataDir()); err == nil {
		t.Error("the directory is not locked")
	}
}

func TestASecondServerOnTheSameDataIsRefused(t *testing.T) {
	t.Parallel()
	b := newBareBench(t, testConfig())
	second := core.NewBaseApp(core.BaseAppConfig{DataDir: b.app.DataDir()})
	if err := second.Bootstrap(); err != nil {
		t.Fatal(err)
	}
	defer second.ResetBootstrapState()
	hooks.Register(second, testConfig())
	err := second.OnServe().Trigger(&core.ServeEvent{App: second})
	if err == nil || !strings.Contains(err.Error(), "another process is serving") {
		t.Errorf("the second server starts: %v", err)
	}
}
