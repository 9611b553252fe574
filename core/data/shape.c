/* What a shape is: the public getters. */
#include "data/model.h"

mt_shape_type mt_shape_type_of(const mt_shape *shape)
{
    return shape->type;
}

const char *mt_shape_name(const mt_shape *shape)
{
    return shape->name;
}

const mt_member *mt_shape_member_at(const mt_shape *structure, size_t index)
{
    return index < structure->member_names.count ? &structure->members[index] : NULL;
}

const mt_member *mt_shape_member(const mt_shape *structure, mt_str name)
{
    const ptrdiff_t at = names_find(&structure->member_names, name);
    return at == NAMES_NONE ? NULL : &structure->members[at];
}

const mt_shape *mt_shape_item(const mt_shape *shape)
{
    return shape->item;
}

const char *const *mt_shape_enum(const mt_shape *shape)
{
    return shape->enums;
}

mt_constraints mt_shape_constraints(const mt_shape *shape)
{
    return shape->limits;
}
