-- Defaults and roles differ by namespace.
local script <const> = [[
target "service/main/web" { namespace = "ecs", dimension = "ecs:service:DesiredCount",
   min = 0, max = 10,
   track "cpu" { metric = "ECSServiceAverageCPUUtilization", value = 60 } }
target "table/orders" { namespace = "dynamodb", dimension = "dynamodb:table:ReadCapacityUnits",
   min = 5, max = 100, track "use" { metric = "DynamoDBReadCapacityUtilization", value = 70 } }
target "table/orders" { namespace = "dynamodb", dimension = "dynamodb:table:WriteCapacityUnits",
   min = 5, max = 100, track "use" { metric = "DynamoDBWriteCapacityUtilization", value = 70 } }
target "instancegroup/j-ABC/ig-DEF" { namespace = "elasticmapreduce",
   dimension = "elasticmapreduce:instancegroup:InstanceCount", min = 1, max = 4,
   role_arn = "arn:aws:iam::123456789012:role/emr" }
]]

return {
   { title = "four of three namespaces", script = script },
   { title = "their own defaults, written out", script = script
      :gsub("value = 60", "value = 60, scale_in_cooldown = 300, scale_out_cooldown = 300")
      :gsub("value = 70", "value = 70, scale_in_cooldown = 0, scale_out_cooldown = 0") },
   { title = "another role, where it is the caller's", script = script:gsub("role/emr",
      "role/other") },
   { title = "a role where it is not is no difference", script = script:gsub("role/emr",
      "role/other"):gsub("max = 10,", 'max = 10, role_arn = "arn:aws:iam::123456789012:role/x",') },
}
