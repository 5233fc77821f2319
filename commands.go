package main

import (
	"sync"

	"github.com/spf13/cobra"
)

// ownOrigins lets the pages of no other origin read what serve answers, unless
// --origins names them. PocketBase's default is every origin.
func ownOrigins(serve *cobra.Command) *cobra.Command {
	const none = "same-origin" // note: no origin is called so, and PocketBase takes an empty list for every one
	origins := serve.PersistentFlags().Lookup("origins")
	if list, ok := origins.Value.(interface{ Replace([]string) error }); !ok || list.Replace([]string{none}) != nil {
		panic("serve --origins is no list any more") // note: a newer PocketBase; any start of a test shows it
	}
	origins.DefValue = "[" + none + "]"
	return serve
}

// keepErrors makes every command remember its error, so that the process can
// exit with 1. The returned function tells the first one.
func keepErrors(root *cobra.Command) func() error {
	var mu sync.Mutex
	var first error
	keep := func(err error) error {
		mu.Lock()
		defer mu.Unlock()
		if first == nil {
			first = err
		}
		return err
	}

	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return keep(err) })
	var wrap func(*cobra.Command)
	wrap = func(c *cobra.Command) {
		c.SilenceErrors, c.SilenceUsage = true, true
		if run := c.RunE; run != nil {
			c.RunE = func(c *cobra.Command, args []string) error { return keep(run(c, args)) }
		}
		if check := c.Args; check != nil {
			c.Args = func(c *cobra.Command, args []string) error { return keep(check(c, args)) }
		}
		for _, child := range c.Commands() {
			wrap(child)
		}
	}
	wrap(root)
	return func() error {
		mu.Lock()
		defer mu.Unlock()
		return first
	}
}
