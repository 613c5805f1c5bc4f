/* A module needs a source of its own; what it offers is in core/bind: luaopen_stemma_core, and
 * luaopen_stemma_host for scripts. */
typedef int st_module_is_made_of_core_bind;
