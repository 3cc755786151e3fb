/*
 * libgit2, taken in when it is first needed. With all that it needs itself (TLS, SSH, Kerberos) it
 * costs a third of the time of a command that only reads the ledger, and is more code than that
 * command should have in its process; so the program is not linked with it, and vs_libgit2_load
 * finds these functions, of the version whose headers it was built with. Their names mean what they
 * mean in <git2.h>; before a load that succeeded none may be called.
 *
 * A function more: one line in the list, one name below it.
 */
#ifndef VS_SYNC_LIBGIT2_H
#define VS_SYNC_LIBGIT2_H

#include <git2.h>
#include <git2/sys/repository.h>

#include "core/base/err.h"

/* What the loader knows the library by. */
#define VS_LIBGIT2 "libgit2.so." LIBGIT2_SOVERSION

/* clang-format off */
#define VS_LIBGIT2_EACH(X) \
    X(libgit2_init) X(libgit2_opts) X(libgit2_version) X(error_last) X(error_set_str) \
    X(repository_open_ext) X(repository_init_options_init) X(repository_init_ext) \
    X(repository_free) X(repository_path) X(repository_commondir) X(repository_config) \
    X(repository_set_config) X(repository_odb) X(repository_set_odb) X(repository_wrap_odb) \
    X(config_get_int64) X(config_set_int64) X(config_free) \
    X(odb_open) X(odb_add_disk_alternate) X(odb_refresh) X(odb_exists_ext) X(odb_foreach) \
    X(odb_read) X(odb_read_header) X(odb_write) X(odb_write_pack) X(odb_free) X(odb_object_data) \
    X(odb_object_size) X(odb_object_free) \
    X(packbuilder_new) X(packbuilder_set_threads) X(packbuilder_insert) X(packbuilder_foreach) \
    X(packbuilder_free) \
    X(reference_lookup) X(reference_create_matching) X(reference_name) X(reference_type) \
    X(reference_target) X(reference_symbolic_target) X(reference_remove) X(reference_free) \
    X(reference_iterator_new) X(reference_iterator_glob_new) X(reference_next) \
    X(reference_next_name) X(reference_iterator_free) \
    X(remote_create_options_init) X(remote_create_with_opts) X(remote_connect_options_init) \
    X(remote_connect_ext) X(remote_ls) X(remote_download) X(remote_upload) X(remote_stats) \
    X(remote_disconnect) X(remote_free) \
    X(fetch_options_init) X(push_options_init) \
    X(credential_username_new) X(credential_ssh_key_from_agent)
/* clang-format on */

struct vs_libgit2 {
#define VS_LIBGIT2_MEMBER(name) __typeof__(&git_##name) name;
    VS_LIBGIT2_EACH(VS_LIBGIT2_MEMBER)
#undef VS_LIBGIT2_MEMBER
};

extern struct vs_libgit2 vs_libgit2;

/* Once is enough. `file` is VS_LIBGIT2. VS_E_INTERNAL when it is not there or lacks a function. */
enum vs_code vs_libgit2_load(const char *file, struct vs_err *err) VS_MUST_USE;

#define git_libgit2_init                  vs_libgit2.libgit2_init
#define git_libgit2_opts                  vs_libgit2.libgit2_opts
#define git_libgit2_version               vs_libgit2.libgit2_version
#define git_error_last                    vs_libgit2.error_last
#define git_error_set_str                 vs_libgit2.error_set_str
#define git_repository_open_ext           vs_libgit2.repository_open_ext
#define git_repository_init_options_init  vs_libgit2.repository_init_options_init
#define git_repository_init_ext           vs_libgit2.repository_init_ext
#define git_repository_free               vs_libgit2.repository_free
#define git_repository_path               vs_libgit2.repository_path
#define git_repository_commondir          vs_libgit2.repository_commondir
#define git_repository_config             vs_libgit2.repository_config
#define git_repository_set_config         vs_libgit2.repository_set_config
#define git_repository_odb                vs_libgit2.repository_odb
#define git_repository_set_odb            vs_libgit2.repository_set_odb
#define git_repository_wrap_odb           vs_libgit2.repository_wrap_odb
#define git_config_get_int64              vs_libgit2.config_get_int64
#define git_config_set_int64              vs_libgit2.config_set_int64
#define git_config_free                   vs_libgit2.config_free
#define git_odb_open                      vs_libgit2.odb_open
#define git_odb_add_disk_alternate        vs_libgit2.odb_add_disk_alternate
#define git_odb_refresh                   vs_libgit2.odb_refresh
#define git_odb_exists_ext                vs_libgit2.odb_exists_ext
#define git_odb_foreach                   vs_libgit2.odb_foreach
#define git_odb_read                      vs_libgit2.odb_read
#define git_odb_read_header               vs_libgit2.odb_read_header
#define git_odb_write                     vs_libgit2.odb_write
#define git_odb_write_pack                vs_libgit2.odb_write_pack
#define git_odb_free                      vs_libgit2.odb_free
#define git_odb_object_data               vs_libgit2.odb_object_data
#define git_odb_object_size               vs_libgit2.odb_object_size
#define git_odb_object_free               vs_libgit2.odb_object_free
#define git_packbuilder_new               vs_libgit2.packbuilder_new
#define git_packbuilder_set_threads       vs_libgit2.packbuilder_set_threads
#define git_packbuilder_insert            vs_libgit2.packbuilder_insert
#define git_packbuilder_foreach           vs_libgit2.packbuilder_foreach
#define git_packbuilder_free              vs_libgit2.packbuilder_free
#define git_reference_lookup              vs_libgit2.reference_lookup
#define git_reference_create_matching     vs_libgit2.reference_create_matching
#define git_reference_name                vs_libgit2.reference_name
#define git_reference_type                vs_libgit2.reference_type
#define git_reference_target              vs_libgit2.reference_target
#define git_reference_remove              vs_libgit2.reference_remove
#define git_reference_free                vs_libgit2.reference_free
#define git_reference_symbolic_target     vs_libgit2.reference_symbolic_target
#define git_reference_iterator_new        vs_libgit2.reference_iterator_new
#define git_reference_iterator_glob_new   vs_libgit2.reference_iterator_glob_new
#define git_reference_next_name           vs_libgit2.reference_next_name
#define git_reference_next                vs_libgit2.reference_next
#define git_reference_iterator_free       vs_libgit2.reference_iterator_free
#define git_remote_create_options_init    vs_libgit2.remote_create_options_init
#define git_remote_create_with_opts       vs_libgit2.remote_create_with_opts
#define git_remote_connect_options_init   vs_libgit2.remote_connect_options_init
#define git_remote_connect_ext            vs_libgit2.remote_connect_ext
#define git_remote_ls                     vs_libgit2.remote_ls
#define git_remote_download               vs_libgit2.remote_download
#define git_remote_upload                 vs_libgit2.remote_upload
#define git_remote_stats                  vs_libgit2.remote_stats
#define git_remote_disconnect             vs_libgit2.remote_disconnect
#define git_remote_free                   vs_libgit2.remote_free
#define git_fetch_options_init            vs_libgit2.fetch_options_init
#define git_push_options_init             vs_libgit2.push_options_init
#define git_credential_username_new       vs_libgit2.credential_username_new
#define git_credential_ssh_key_from_agent vs_libgit2.credential_ssh_key_from_agent

#endif
