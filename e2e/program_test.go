// Package e2e runs the program as its users do: the real binary, a real
// browser, real signals. It is a module of its own, so that the product does
// not depend on a browser driver.
package e2e

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

var binary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "pocketcrm-e2e")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(dir, "pocketcrm")
	build := exec.Command("go", "build", "-o", binary, ".")
	build.Dir, build.Stdout, build.Stderr = "..", os.Stdout, os.Stderr
	code := 1
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "the program does not build:", err)
	} else {
		code = m.Run()
	}
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// program is one running process.
type program struct {
	t      *testing.T
	cmd    *exec.Cmd
	output *lockedBuffer
	exited chan struct{}
	once   sync.Once
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// start runs the binary in an empty working directory; it is killed at the end.
func start(t *testing.T, env []string, args ...string) *program {
	t.Helper()
	p := &program{t: t, output: &lockedBuffer{}, exited: make(chan struct{})}
	p.cmd = exec.Command(binary, args...)
	p.cmd.Dir = t.TempDir()
	p.cmd.Env = append(cleanEnv(), env...)
	p.cmd.Stdout, p.cmd.Stderr = p.output, p.output
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { _ = p.cmd.Wait(); close(p.exited) }()
	t.Cleanup(p.kill)
	return p
}

// cleanEnv is the environment without settings of whoever runs the tests.
func cleanEnv() []string {
	env := []string{}
	for _, line := range os.Environ() {
		if !strings.HasPrefix(line, "WHATSAPP_") && !strings.HasPrefix(line, "CRM_") {
			env = append(env, line)
		}
	}
	return env
}

func (p *program) kill() {
	p.once.Do(func() { _ = p.cmd.Process.Kill() })
	<-p.exited
	http.DefaultClient.CloseIdleConnections() // note: or the next request may go to the one that is dead
}

func (p *program) signal(s syscall.Signal) { _ = p.cmd.Process.Signal(s) }

// wait returns the exit code.
func (p *program) wait(most time.Duration) int {
	p.t.Helper()
	select {
	case <-p.exited:
		return p.cmd.ProcessState.ExitCode()
	case <-time.After(most):
		p.t.Fatalf("it did not end within %s:\n%s", most, p.output)
		return -1
	}
}

// find waits until the output matches and returns the first group.
func (p *program) find(pattern string) string {
	p.t.Helper()
	re := regexp.MustCompile(pattern)
	for end := time.Now().Add(patience); time.Now().Before(end); {
		if m := re.FindStringSubmatch(p.output.String()); m != nil {
			return m[1]
		}
		select {
		case <-p.exited:
			p.t.Fatalf("it ended early:\n%s", p.output)
		case <-time.After(50 * time.Millisecond):
		}
	}
	p.t.Fatalf("no %q in the output:\n%s", pattern, p.output)
	return ""
}

// freePort is an address to listen at, below the ports that a system gives to
// outgoing connections: none of those takes it before the program does. Each is
// given once, because nobody listens there yet when the next one is asked for.
func freePort(t *testing.T) string {
	t.Helper()
	for range 100 {
		port := 20000 + rand.IntN(10000)
		if givenPorts[port] {
			continue
		}
		givenPorts[port] = true
		if l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			defer l.Close()
			return l.Addr().String()
		}
	}
	t.Fatal("no port is free")
	return ""
}

var givenPorts = map[int]bool{}

// waitForHTTP waits until an address answers.
func waitForHTTP(t *testing.T, url string) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if resp, err := http.Get(url); err == nil {
			resp.Body.Close()
			return
		}
	}
	t.Fatalf("%s does not answer", url)
}

// appSecret signs what call posts to a webhook, for servers that have it.
const appSecret = "kestrel-app-secret-0001"

// call makes a JSON request and reads a JSON answer.
func call(t *testing.T, method, url, token string, body any) (int, map[string]any) {
	t.Helper()
	var reader io.Reader
	signature := hmac.New(sha256.New, []byte(appSecret))
	if body != nil {
		content, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		signature.Write(content)
		reader = bytes.NewReader(content)
	}
	req, err := http.NewRequest(method, url, reader)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(url, "/whatsapp/webhook") {
		req.Header.Set("X-Hub-Signature-256", fmt.Sprintf("sha256=%x", signature.Sum(nil)))
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer := map[string]any{}
	_ = json.NewDecoder(resp.Body).Decode(&answer)
	return resp.StatusCode, answer
}

func signIn(t *testing.T, base, collection, email, password string) string {
	t.Helper()
	status, answer := call(t, "POST", base+"/api/collections/"+collection+"/auth-with-password", "", map[string]any{"identity": email, "password": password})
	if status != 200 {
		t.Fatalf("sign in as %s: %d %v", email, status, answer)
	}
	return answer["token"].(string)
}
