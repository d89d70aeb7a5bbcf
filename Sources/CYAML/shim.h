#pragma once
#include <yaml.h>

// What an event carries lies in a union that its type selects: these functions select it.

/// The anchor of a node's event, or the name that an alias refers to; NULL where there is none.
static inline const char *outrider_yaml_anchor(const yaml_event_t *event) {
  switch (event->type) {
    case YAML_ALIAS_EVENT: return (const char *)event->data.alias.anchor;
    case YAML_SCALAR_EVENT: return (const char *)event->data.scalar.anchor;
    case YAML_SEQUENCE_START_EVENT: return (const char *)event->data.sequence_start.anchor;
    case YAML_MAPPING_START_EVENT: return (const char *)event->data.mapping_start.anchor;
    default: return NULL;
  }
}

/// The explicit tag of a node's event, resolved; NULL where there is none.
static inline const char *outrider_yaml_tag(const yaml_event_t *event) {
  switch (event->type) {
    case YAML_SCALAR_EVENT: return (const char *)event->data.scalar.tag;
    case YAML_SEQUENCE_START_EVENT: return (const char *)event->data.sequence_start.tag;
    case YAML_MAPPING_START_EVENT: return (const char *)event->data.mapping_start.tag;
    default: return NULL;
  }
}

/// The bytes of a scalar event, in UTF-8, and their number; NULL and 0 for any other event.
static inline const unsigned char *outrider_yaml_scalar(const yaml_event_t *event, size_t *length) {
  int is_scalar = event->type == YAML_SCALAR_EVENT;
  *length = is_scalar ? event->data.scalar.length : 0;
  return is_scalar ? event->data.scalar.value : NULL;
}

/// The style of a scalar event; any other event has none.
static inline yaml_scalar_style_t outrider_yaml_style(const yaml_event_t *event) {
  return event->type == YAML_SCALAR_EVENT ? event->data.scalar.style : YAML_ANY_SCALAR_STYLE;
}
