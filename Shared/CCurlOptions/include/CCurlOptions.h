#ifndef PERYTON_CURL_OPTIONS_H
#define PERYTON_CURL_OPTIONS_H

#include <curl/curl.h>
#include <stdint.h>

// curl_easy_setopt, curl_easy_getinfo and curl_multi_setopt take any number of arguments, which Swift cannot call: one
// function for each type of argument.
CURLcode peryton_curl_set_number(CURL *transfer, CURLoption option, int64_t number);
CURLcode peryton_curl_set_text(CURL *transfer, CURLoption option, const char *text);
CURLcode peryton_curl_set_pointer(CURL *transfer, CURLoption option, const void *pointer);

// For CURLOPT_WRITEFUNCTION, CURLOPT_HEADERFUNCTION and CURLOPT_READFUNCTION.
typedef size_t (*peryton_curl_bytes_function)(char *bytes, size_t size, size_t count, void *context);
CURLcode peryton_curl_set_bytes_function(CURL *transfer, CURLoption option, peryton_curl_bytes_function function);

// For CURLOPT_OPENSOCKETFUNCTION.
CURLcode peryton_curl_set_open_socket_function(CURL *transfer, curl_opensocket_callback function);
// For CURLOPT_CLOSESOCKETFUNCTION.
CURLcode peryton_curl_set_close_socket_function(CURL *transfer, curl_closesocket_callback function);

CURLMcode peryton_curl_set_multi_number(CURLM *multi, CURLMoption option, int64_t number);

// 0 or null where there is nothing.
long peryton_curl_number(CURL *transfer, CURLINFO info);
const char *peryton_curl_text(CURL *transfer, CURLINFO info);
// CURL_SOCKET_BAD where there is none.
curl_socket_t peryton_curl_active_socket(CURL *transfer);

// The result of a CURLMSG_DONE: it is in a union without a name.
CURLcode peryton_curl_result(const CURLMsg *message);

#endif
