package simulator

// commerceSettings are the switches of catalogue and basket on the number.
type commerceSettings struct {
	CartEnabled    bool `json:"is_cart_enabled"`
	CatalogVisible bool `json:"is_catalog_visible"`
}

// getCommerceSettings gives them in a list of one.
//
// Source: catalogs/sell-products-and-services/set-commerce-settings.
func (s *Simulator) getCommerceSettings(g *graphRequest) (any, *graphError) {
	s.mu.Lock()
	settings := s.number.Commerce
	s.mu.Unlock()
	one, problem := chooseFields(g, "WhatsAppCommerceSettings", map[string]any{
		"id": catalogID, "is_cart_enabled": settings.CartEnabled, "is_catalog_visible": settings.CatalogVisible,
	}, "is_cart_enabled", "is_catalog_visible")
	if problem != nil {
		return nil, problem
	}
	return map[string]any{"data": []any{one}}, nil
}

// postCommerceSettings changes what is given; SDKs put it into the query.
func (s *Simulator) postCommerceSettings(g *graphRequest) (any, *graphError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	settings := s.number.Commerce
	for key, into := range map[string]*bool{"is_cart_enabled": &settings.CartEnabled, "is_catalog_visible": &settings.CatalogVisible} {
		if problem := mayBool(g.params, "", key); problem != nil {
			return nil, problem
		}
		if value, ok := g.params.truth(key); ok {
			*into = value
		}
	}
	s.number.Commerce = settings
	s.touch()
	return success(), nil
}

// catalogID is the catalogue of the sample order, too.
const catalogID = "194836987003835"
