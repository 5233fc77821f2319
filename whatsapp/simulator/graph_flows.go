package simulator

import "slices"

// postFlows makes a flow, published at once if that is asked for.
//
// Source: flows/reference/flowsapi.
func (s *Simulator) postFlows(g *graphRequest) (any, *graphError) {
	name, problem := need(g.params, "", "name", 200)
	if problem != nil {
		return nil, problem
	}
	categories, problem := readCategories(g.params)
	if problem != nil {
		return nil, problem
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if slices.ContainsFunc(s.flows, func(f *flow) bool { return f.Name == name }) {
		return nil, invalid(4016019, "Flow name is not unique", "A flow with this name is there already. Choose another name.")
	}
	if len(s.flows) >= maxFlows {
		return nil, badParameter("An account has at most %d flows.", maxFlows)
	}
	f := &flow{ID: newFlowID(), Name: name, Status: flowDraft, Categories: categories, ChangedAt: s.now()}
	f.EndpointURI, _ = g.params.text("endpoint_uri")
	f.JSON, _ = flowText(g.params, "flow_json")
	if from, given := g.params.text("clone_flow_id"); given {
		source := s.findFlow(from)
		if source == nil {
			return nil, badParameter("Param clone_flow_id is not a flow of this account.")
		}
		f.JSON = source.JSON
	}
	if len(f.JSON) > maxFlowBytes {
		return nil, badParameter("Param flow_json must be at most %d bytes.", maxFlowBytes)
	}
	s.flows = append(s.flows, f)
	problems := f.problems()
	if publish, _ := g.params.truth("publish"); publish && f.JSON != "" && len(problems) == 0 {
		s.setFlowStatus(f, flowPublished)
	}
	s.touch()
	return map[string]any{"id": f.ID, "success": true, "validation_errors": problems}, nil
}

func (s *Simulator) getFlows(g *graphRequest) (any, *graphError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ids := make([]string, len(s.flows))
	for i, f := range s.flows {
		ids[i] = f.ID
	}
	return pageOfViews(g, ids, func(i int) (any, *graphError) { return s.flowView(s.flows[i], g) })
}

// withFlow finds the flow that a call is about.
func (s *Simulator) withFlow(g *graphRequest, do func(*flow) (any, *graphError)) (any, *graphError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.findFlow(g.id)
	if f == nil {
		return nil, noSuchObject("get", g.id)
	}
	return do(f)
}

func (s *Simulator) getFlow(g *graphRequest) (any, *graphError) {
	return s.withFlow(g, func(f *flow) (any, *graphError) { return s.flowView(f, g) })
}

// postFlow changes name, categories and endpoint.
func (s *Simulator) postFlow(g *graphRequest) (any, *graphError) {
	if problem := may(g.params, "", "name", 200); problem != nil {
		return nil, problem
	}
	categories, problem := readCategories(g.params)
	if problem != nil {
		return nil, problem
	}
	return s.withFlow(g, func(f *flow) (any, *graphError) {
		if f.Status == flowDeprecated {
			return nil, refuse(139001, "A deprecated flow can't be changed.")
		}
		if name, given := g.params.text("name"); given && name != "" {
			f.Name = name
		}
		if len(categories) > 0 {
			f.Categories = categories
		}
		if address, given := g.params.text("endpoint_uri"); given {
			f.EndpointURI = address
		}
		f.ChangedAt = s.now()
		s.touch()
		return success(), nil
	})
}

// deleteFlow deletes a draft; one that customers may have can only be deprecated.
func (s *Simulator) deleteFlow(g *graphRequest) (any, *graphError) {
	return s.withFlow(g, func(f *flow) (any, *graphError) {
		if f.Status != flowDraft {
			return nil, refuse(139004, "Only a draft can be deleted. Deprecate the flow instead.")
		}
		s.flows = slices.DeleteFunc(slices.Clone(s.flows), func(one *flow) bool { return one == f })
		s.touch()
		return success(), nil
	})
}

func (s *Simulator) publishFlow(g *graphRequest) (any, *graphError) {
	return s.withFlow(g, func(f *flow) (any, *graphError) {
		switch {
		case f.Status != flowDraft:
			return nil, refuse(139002, "Only a draft can be published; this flow is %s.", f.Status)
		case f.JSON == "":
			return nil, refuse(139002, "The flow has no JSON yet.")
		case len(f.problems()) > 0:
			return nil, refuse(139002, "The flow has validation errors.")
		}
		s.setFlowStatus(f, flowPublished)
		return success(), nil
	})
}

func (s *Simulator) deprecateFlow(g *graphRequest) (any, *graphError) {
	return s.withFlow(g, func(f *flow) (any, *graphError) {
		if f.Status != flowPublished {
			return nil, refuse(139003, "Only a published flow can be deprecated; this one is %s.", f.Status)
		}
		s.setFlowStatus(f, flowDeprecated)
		return success(), nil
	})
}

// postFlowAssets takes the JSON of a flow as a file. What is wrong with it is
// told in the answer and keeps it from being published.
func (s *Simulator) postFlowAssets(g *graphRequest) (any, *graphError) {
	upload, problem := readUpload(g)
	if problem != nil {
		return nil, problem
	}
	if !upload.hasFile {
		return nil, badParameter("The parameter file is required.")
	}
	if kind, _ := upload.fields.text("asset_type"); kind != "FLOW_JSON" {
		return nil, badParameter("Param asset_type must be one of {FLOW_JSON} - got \"%s\".", kind)
	}
	if len(upload.data) > maxFlowBytes {
		return nil, badParameter("The file is larger than 10 MB.")
	}
	return s.withFlow(g, func(f *flow) (any, *graphError) {
		if f.Status == flowDeprecated {
			return nil, refuse(139001, "A deprecated flow can't be changed.")
		}
		// note: a published flow becomes a draft of its next version.
		f.JSON, f.Status, f.ChangedAt = string(upload.data), flowDraft, s.now()
		s.touch()
		return map[string]any{"success": true, "validation_errors": f.problems()}, nil
	})
}

// getFlowAssets tells where the JSON can be downloaded.
func (s *Simulator) getFlowAssets(g *graphRequest) (any, *graphError) {
	s.mu.Lock()
	f := s.findFlow(g.id)
	text := ""
	if f != nil {
		text = f.JSON
	}
	s.mu.Unlock()
	if text == "" {
		return map[string]any{"data": []any{}}, nil
	}
	file := s.keepFile(&mediaFile{Kind: "document", MimeType: "application/json", Filename: "flow.json", Data: []byte(text)})
	s.mu.Lock()
	address := s.mediaURL(file)
	s.mu.Unlock()
	return pageOf(g, []string{g.id}, func(int) any {
		return map[string]string{"name": "flow.json", "asset_type": "FLOW_JSON", "download_url": address}
	})
}
