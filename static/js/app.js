// Behaviour of the portal.
