package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/pocketbase/pocketbase/cmd"
	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// superuserCommand is PocketBase's, which reads a password from standard input
// as well: one on the command line stays in the shell's history, and everybody
// on the machine sees it in the list of processes.
func superuserCommand(app core.App) *cobra.Command {
	command := cmd.NewSuperuserCommand(app)
	for _, c := range command.Commands() {
		switch c.Name() {
		case "upsert", "create", "update":
			c.Use += " EMAIL [PASSWORD]"
			c.Long = c.Short + ".\n\nThe password is read from standard input if it is left out, or -. At a terminal it is asked for, and not shown."
			c.Example = "superuser " + c.Name() + " test@example.com"
			c.RunE = withPassword(c.RunE)
		}
	}
	return command
}

func withPassword(run func(*cobra.Command, []string) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		switch {
		case len(args) == 0 || len(args) > 2:
			return errors.New("missing e-mail address: name it, and give the password on standard input or behind it (in quotes if it has spaces)")
		case len(args) == 2 && args[1] != "-":
			fmt.Fprintln(c.ErrOrStderr(), "Note: a password on the command line stays in the shell's history. Leave it out to be asked for it.")
			return run(c, args)
		}
		password, err := readPassword(c.InOrStdin())
		if err != nil {
			return err
		}
		return run(c, []string{args[0], password})
	}
}

// readPassword reads the first line; a terminal is asked twice and shows nothing.
func readPassword(in io.Reader) (string, error) {
	if file, ok := in.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		return askPassword(file)
	}
	line, err := bufio.NewReader(io.LimitReader(in, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read the password from standard input: %w", err)
	}
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		return "", errors.New("missing password: there was nothing on standard input")
	}
	return line, nil
}

func askPassword(terminal *os.File) (string, error) {
	var answers [2]string
	for i, question := range []string{"Password: ", "Once more: "} {
		fmt.Fprint(os.Stderr, question) // note: the command's own is red
		answer, err := term.ReadPassword(int(terminal.Fd()))
		fmt.Fprintln(os.Stderr)
		if err != nil {
			return "", fmt.Errorf("read the password: %w", err)
		}
		answers[i] = string(answer)
	}
	switch {
	case answers[0] == "":
		return "", errors.New("missing password: nothing was typed")
	case answers[0] != answers[1]:
		return "", errors.New("the two passwords differ, so nothing was changed")
	}
	return answers[0], nil
}
