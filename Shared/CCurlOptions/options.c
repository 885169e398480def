// Each function is called with options of its own type only; the macros that check this want constants.
#define CURL_DISABLE_TYPECHECK
#include "CCurlOptions.h"

CURLcode peryton_curl_set_number(CURL *transfer, CURLoption option, int64_t number) {
    // Options of curl_off_t are numbered from here, those of long below 10000.
    return option >= CURLOPTTYPE_OFF_T ? curl_easy_setopt(transfer, option, (curl_off_t)number)
                                       : curl_easy_setopt(transfer, option, (long)number);
}

CURLcode peryton_curl_set_text(CURL *transfer, CURLoption option, const char *text) {
    return curl_easy_setopt(transfer, option, text);
}

CURLcode peryton_curl_set_pointer(CURL *transfer, CURLoption option, const void *pointer) {
    return curl_easy_setopt(transfer, option, pointer);
}

CURLcode peryton_curl_set_bytes_function(CURL *transfer, CURLoption option, peryton_curl_bytes_function function) {
    return curl_easy_setopt(transfer, option, function);
}

CURLcode peryton_curl_set_open_socket_function(CURL *transfer, curl_opensocket_callback function) {
    return curl_easy_setopt(transfer, CURLOPT_OPENSOCKETFUNCTION, function);
}

CURLcode peryton_curl_set_close_socket_function(CURL *transfer, curl_closesocket_callback function) {
    return curl_easy_setopt(transfer, CURLOPT_CLOSESOCKETFUNCTION, function);
}

CURLMcode peryton_curl_set_multi_number(CURLM *multi, CURLMoption option, int64_t number) {
    return curl_multi_setopt(multi, option, (long)number);
}

long peryton_curl_number(CURL *transfer, CURLINFO info) {
    long number = 0;
    return curl_easy_getinfo(transfer, info, &number) == CURLE_OK ? number : 0;
}

const char *peryton_curl_text(CURL *transfer, CURLINFO info) {
    char *text = NULL;
    return curl_easy_getinfo(transfer, info, &text) == CURLE_OK ? text : NULL;
}

curl_socket_t peryton_curl_active_socket(CURL *transfer) {
    curl_socket_t active = CURL_SOCKET_BAD;
    return curl_easy_getinfo(transfer, CURLINFO_ACTIVESOCKET, &active) == CURLE_OK ? active : CURL_SOCKET_BAD;
}

CURLcode peryton_curl_result(const CURLMsg *message) { return message->data.result; }
