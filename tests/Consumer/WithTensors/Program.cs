using System.Numerics.Tensors;
using OutliersNative;

Tensor<double> tensor = Tensor.Create(new double[] { 1, 2, 4 }, [3]);
using var sum = new NumPyFunction<double, double>("numpy", "sum");
Console.WriteLine(sum.Invoke(tensor.AsNDInput())[0]);
