-- A table and its index: reads and writes are two targets each, told apart by their dimension.
deployment { name = "features", region = "us-east-1" }
defaults { min = 5, max = 500 }

for _, id in ipairs { "table/features", "table/features/index/by-user" } do
   target(id) { dimension = "ReadCapacityUnits",
      track "read" { metric = "DynamoDBReadCapacityUtilization", value = 70 } }
   target(id) { dimension = "WriteCapacityUnits",
      track "write" { metric = "DynamoDBWriteCapacityUtilization", value = 70 } }
end
