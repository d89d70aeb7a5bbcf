#pragma once
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <microhttpd.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

// Swift can neither call C's variadic functions nor receive a va_list: these typed functions do both.

/// Where the library's log lines go, already formatted.
struct outrider_mhd_logger {
  void (*sink)(void *context, const char *message);
  void *context;
};

/// The functions that a daemon calls on its own threads; `context` is the first argument of each.
struct outrider_mhd_callbacks {
  void *(*uri)(void *context, const char *uri, struct MHD_Connection *connection);
  MHD_AccessHandlerCallback request;
  MHD_RequestCompletedCallback completed;
  MHD_NotifyConnectionCallback connection;
  void *context;
};

static inline void outrider_mhd_log(void *logger, const char *format, va_list arguments) {
  const struct outrider_mhd_logger *target = (const struct outrider_mhd_logger *)logger;
  char message[1024];
  vsnprintf(message, sizeof message, format, arguments);
  target->sink(target->context, message);
}

/// Percent-decoding is left to the room, which tells malformed escapes from well-formed ones.
static inline size_t outrider_mhd_keep_escapes(
    void *context, struct MHD_Connection *connection, char *text) {
  (void)context;
  (void)connection;
  return strlen(text);
}

/// Starts a daemon. `callbacks` is copied; `logger` must outlive the daemon; `options` ends with
/// MHD_OPTION_END. The logger comes first, so that it also hears what is wrong with the options.
static inline struct MHD_Daemon *outrider_mhd_start(
    unsigned int flags, const struct outrider_mhd_callbacks *callbacks,
    struct outrider_mhd_logger *logger, struct MHD_OptionItem *options) {
  return MHD_start_daemon(
      flags, 0, NULL, NULL, callbacks->request, callbacks->context,
      MHD_OPTION_EXTERNAL_LOGGER, &outrider_mhd_log, logger,
      MHD_OPTION_URI_LOG_CALLBACK, callbacks->uri, callbacks->context,
      MHD_OPTION_NOTIFY_COMPLETED, callbacks->completed, callbacks->context,
      MHD_OPTION_NOTIFY_CONNECTION, callbacks->connection, callbacks->context,
      MHD_OPTION_UNESCAPE_CALLBACK, &outrider_mhd_keep_escapes, NULL,
      MHD_OPTION_ARRAY, options, MHD_OPTION_END);
}

/// The pointer that the connection callback left for this connection, or NULL.
static inline void *outrider_mhd_connection_context(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  return info == NULL ? NULL : info->socket_context;
}

/// The connection's socket, or -1.
static inline int outrider_mhd_connection_socket(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return info == NULL ? -1 : info->connect_fd;
}

/// The client's address, or NULL.
static inline const struct sockaddr *outrider_mhd_client_address(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  return info == NULL ? NULL : info->client_addr;
}

/// Accepts a session whose client showed no certificate (GnuTLS refuses those by itself where one is
/// required) or one that the trust list vouches for, and that is not for servers alone.
static inline int outrider_mhd_check_client(gnutls_session_t session) {
  unsigned int count = 0;
  unsigned int problems = 0;
  if (gnutls_certificate_get_peers(session, &count) == NULL || count == 0) return 0;
  gnutls_typed_vdata_st purpose = {
      GNUTLS_DT_KEY_PURPOSE_OID, (unsigned char *)GNUTLS_KP_TLS_WWW_CLIENT, 0};
  return gnutls_certificate_verify_peers(session, &purpose, 1, &problems) == 0 && problems == 0
             ? 0
             : GNUTLS_E_CERTIFICATE_ERROR;
}

/// Makes the coming TLS handshake verify the client's certificate against the daemon's trust list;
/// `required` also refuses clients without one. Returns 0 where there is no TLS session.
static inline int outrider_mhd_verify_client(struct MHD_Connection *connection, int required) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
  if (info == NULL || info->tls_session == NULL) return 0;
  gnutls_session_t session = (gnutls_session_t)info->tls_session;
  gnutls_certificate_server_set_request(
      session, required ? GNUTLS_CERT_REQUIRE : GNUTLS_CERT_REQUEST);
  gnutls_session_set_verify_function(session, &outrider_mhd_check_client);
  return 1;
}

/// Writes the common name of the client's certificate into `name`, escaped as RFC 4514 has it, and returns how many bytes it has; -1 where the
/// client showed no certificate, or one without a common name of less than `room` bytes, or with several, of which others read another one.
static inline long outrider_mhd_client_common_name(
    struct MHD_Connection *connection, char *name, size_t room) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
  if (info == NULL || info->tls_session == NULL) return -1;
  unsigned int count = 0;
  const gnutls_datum_t *chain =
      gnutls_certificate_get_peers((gnutls_session_t)info->tls_session, &count);
  gnutls_x509_crt_t certificate;
  if (chain == NULL || count == 0 || gnutls_x509_crt_init(&certificate) < 0) return -1;
  size_t length = room;
  int isRead =
      gnutls_x509_crt_import(certificate, chain, GNUTLS_X509_FMT_DER) >= 0
      && gnutls_x509_crt_get_dn_by_oid(
             certificate, GNUTLS_OID_X520_COMMON_NAME, 0, 0, name, &length) >= 0;
  char other[1];
  size_t otherRoom = sizeof other;
  if (isRead
      && gnutls_x509_crt_get_dn_by_oid(
             certificate, GNUTLS_OID_X520_COMMON_NAME, 1, 0, other, &otherRoom)
             != GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
    isRead = 0;
  gnutls_x509_crt_deinit(certificate);
  return isRead ? (long)length : -1;
}
