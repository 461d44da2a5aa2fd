# JupyterLab with the notebooks and all that they import, for a laptop or a hub:
#     docker build -t demystifying-kerastuner .
#     docker run --rm -p 127.0.0.1:8888:8888 demystifying-kerastuner
FROM python:3.12-slim

# Whoever runs a notebook is not root, neither here nor on Binder
RUN useradd --create-home --uid 1000 reader
WORKDIR /home/reader/book
COPY --chown=reader . .
RUN python -m pip install --no-cache-dir -c constraints.txt \
    -r minituner/requirements.txt -r chapters/requirements.txt jupyterlab \
    && python -m pip install --no-cache-dir --no-deps .

USER reader
ENV KERAS_BACKEND=jax OMP_NUM_THREADS=1
RUN python -m demystifying.ready
EXPOSE 8888
CMD ["jupyter", "lab", "--ip=0.0.0.0", "--no-browser", "chapters"]
