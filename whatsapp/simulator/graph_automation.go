package simulator

import "unicode/utf8"

// automation are the conversational components of a number: what its chat
// offers before anything is written.
type automation struct {
	Welcome  bool                `json:"enable_welcome_message"`
	Prompts  []string            `json:"prompts,omitempty"`
	Commands []automationCommand `json:"commands,omitempty"`
	ID       string              `json:"id"`
}

type automationCommand struct {
	Name        string `json:"command_name"`
	Description string `json:"command_description"`
}

const (
	maxPrompts      = 4
	maxPromptLength = 80
	maxCommands     = 30
)

// postAutomation changes the components that are given. They are read as a
// field of the number, conversational_automation.
//
// Source: business-phone-numbers/conversational-components.
func (s *Simulator) postAutomation(g *graphRequest) (any, *graphError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := automation{ID: s.options.PhoneNumberID}
	if s.number.Automation != nil {
		next = *s.number.Automation
	}
	if problem := mayBool(g.params, "", "enable_welcome_message"); problem != nil {
		return nil, problem
	}
	if on, ok := g.params.truth("enable_welcome_message"); ok {
		next.Welcome = on
	}
	if _, given := g.params["prompts"]; given {
		prompts, ok := g.params.array("prompts")
		if !ok {
			return nil, badParameter("Param prompts must be an array.")
		}
		if len(prompts) > maxPrompts {
			return nil, badParameter("Param prompts must have at most %d elements.", maxPrompts)
		}
		next.Prompts = nil
		for i, prompt := range prompts {
			text, is := prompt.(string)
			if !is || text == "" || utf8.RuneCountInString(text) > maxPromptLength {
				return nil, badParameter("Param prompts[%d] must be a string of 1 to %d characters.", i, maxPromptLength)
			}
			next.Prompts = append(next.Prompts, text)
		}
	}
	if problem := readCommands(g.params, &next); problem != nil {
		return nil, problem
	}
	s.number.Automation = &next
	s.touch()
	return success(), nil
}

func readCommands(p params, next *automation) *graphError {
	commands, problem := aList(p, "", "commands")
	if problem != nil || commands == nil {
		return problem
	}
	if len(commands) > maxCommands {
		return badParameter("Param commands must have at most %d elements.", maxCommands)
	}
	next.Commands = nil
	for i, command := range commands {
		name, problem := need(command, item("commands", i), "command_name", 32)
		if problem != nil {
			return problem
		}
		description, problem := need(command, item("commands", i), "command_description", 256)
		if problem != nil {
			return problem
		}
		next.Commands = append(next.Commands, automationCommand{name, description})
	}
	return nil
}
