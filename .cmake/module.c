/* A module needs a source of its own; what it offers is luaopen_stemma_core in core/bind. */
typedef int st_module_is_made_of_core_bind;
