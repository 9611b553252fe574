// go_sdk URL N WORKERS: registers N targets with the AWS SDK for Go v2, WORKERS goroutines.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
)

type credentials struct{}

func (credentials) Retrieve(context.Context) (aws.Credentials, error) {
	return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
}

func register(client *applicationautoscaling.Client, index int) error {
	_, err := client.RegisterScalableTarget(context.Background(),
		&applicationautoscaling.RegisterScalableTargetInput{
			ServiceNamespace:  types.ServiceNamespaceSagemaker,
			ScalableDimension: types.ScalableDimensionSageMakerVariantDesiredInstanceCount,
			ResourceId:        aws.String(fmt.Sprintf("endpoint/bench-%06d/variant/AllTraffic", index)),
			MinCapacity:       aws.Int32(1),
			MaxCapacity:       aws.Int32(8),
		})
	return err
}

func main() {
	url := os.Args[1]
	count, _ := strconv.Atoi(os.Args[2])
	workers, _ := strconv.Atoi(os.Args[3])
	client := applicationautoscaling.New(applicationautoscaling.Options{
		Region:           "us-east-1",
		Credentials:      credentials{},
		EndpointResolver: applicationautoscaling.EndpointResolverFromURL(url),
		HTTPClient: &http.Client{Transport: &http.Transport{
			MaxIdleConnsPerHost: workers, MaxConnsPerHost: workers}},
	})
	indexes := make(chan int)
	var group sync.WaitGroup
	for w := 0; w < workers; w++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for index := range indexes {
				if err := register(client, index); err != nil {
					fmt.Fprintln(os.Stderr, err)
					os.Exit(1)
				}
			}
		}()
	}
	for i := 0; i < count; i++ {
		indexes <- i
	}
	close(indexes)
	group.Wait()
}
